using Dapper;

namespace ServiceDefaults.Http;

/// <summary>
/// One filter of a list: ?kind=a,b (one of), ?heldOn.from= and ?heldOn.to= (both included), ?skills=a,b (an array that
/// holds one of).
/// </summary>
static class ListFilter
{
    /// <param name="typeOf">Type of the source's column.</param>
    /// <param name="where">Receives the condition, <paramref name="parameters"/> its values.</param>
    /// <param name="check">Receives the errors, by the parameter's name.</param>
    public static void Read(
        IReadOnlyList<ListColumn> columns,
        Func<ListColumn, Type> typeOf,
        string name,
        string text,
        ListConditions where,
        DynamicParameters parameters,
        Validation check
    )
    {
        var (column, bound) =
            name.EndsWith(".from", StringComparison.Ordinal) ? (name[..^5], ">=")
            : name.EndsWith(".to", StringComparison.Ordinal) ? (name[..^3], "<=")
            : (name, "=");
        if (
            columns.FirstOrDefault(c => c.Name == column && !c.Plain) is not { } known
            || (bound != "=" && (known.Lookup is not null || Together(known, typeOf(known)) is not null))
        )
        {
            check.Add("/" + name, PlatformProblems.UnknownField);
            return;
        }
        var type = known.Lookup is null ? typeOf(known).GetElementType() ?? typeOf(known) : typeof(string);
        var values =
            bound == "="
                ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : [text];
        var read = values.Select(v => ListValue.Read(type, v, endOfDay: bound == "<=")).ToList();
        if (read.Count == 0 || read.Contains(null))
            check.Add("/" + name, PlatformProblems.Format);
        else if (known.Table is { } table && !values.All(table.Has))
            check.Add("/" + name, PlatformProblems.UnknownCode);
        else if (known.Lookup is { } lookup)
        {
            parameters.Add($"list_{name}_any", values is [var one] ? one : values);
            where.Find(lookup, $"list_{name}_any", values.Length == 1);
        }
        else if (Together(known, typeOf(known)) is { } condition)
        {
            parameters.Add("list_" + name, Typed(type, read));
            where.Append(" and (").Append(condition.Replace("@these", "@list_" + name)).Append(')');
        }
        else
        {
            where.AreNarrow |= known.Narrow && bound == "=";
            OneByOne(known, bound, $"list_{name.Replace('.', '_')}", read, where, parameters);
        }
    }

    static void OneByOne(
        ListColumn column,
        string bound,
        string parameter,
        List<object?> values,
        ListConditions where,
        DynamicParameters parameters
    )
    {
        for (var i = 0; i < values.Count; i++)
        {
            parameters.Add($"{parameter}_{i}", values[i]);
            where.Append($"{(i == 0 ? " and (" : " or ")}{column.Sql} {bound} @{parameter}_{i}");
        }
        where.Append(")");
    }

    /// <returns>A condition on all values together, as @these; null where each value is compared separately.</returns>
    static string? Together(ListColumn column, Type type) =>
        column.Where ?? (type.IsArray && column.Lookup is null ? $"{column.Sql} && @these" : null);

    /// <summary>An array with an element type that the driver can map.</summary>
    static Array Typed(Type type, List<object?> values)
    {
        var typed = Array.CreateInstance(type, values.Count);
        for (var i = 0; i < values.Count; i++)
            typed.SetValue(values[i], i);
        return typed;
    }
}
