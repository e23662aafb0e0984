using System.Collections.Concurrent;
using System.Reflection;
using Dapper;

namespace ServiceDefaults.Http;

/// <summary>The order of a list, and its cursors.</summary>
/// <param name="Name">Name in cursors.</param>
/// <param name="Member">The row's member that is the sort key; null for the id.</param>
/// <param name="Sql">The column with its collation, the same in the order and in the condition of a cursor.</param>
sealed record ListOrder(string Name, PropertyInfo? Member, string? Sql, bool Descending)
{
    /// <summary>Caches reflection, which would cost each page some hundredths of a millisecond.</summary>
    static readonly ConcurrentDictionary<PropertyInfo, bool> MayBeNull = new();

    public string Direction => Descending ? "desc" : "asc";

    /// <summary>Rows without a value come last in both directions.</summary>
    bool Nullable { get; } =
        Member is not null
        && MayBeNull.GetOrAdd(Member, m =>
            System.Nullable.GetUnderlyingType(m.PropertyType) is not null
            || new NullabilityInfoContext().Create(m).ReadState == NullabilityState.Nullable
        );

    public string By =>
        Member is null
            ? $" order by x.id {Direction}"
            : $" order by {Sql} {Direction}{(Nullable ? " nulls last" : "")}, x.id {Direction}";

    /// <summary>The condition for the rows after a cursor.</summary>
    /// <exception cref="ProblemException">PLT-0012: a cursor of another list or order, or malformed.</exception>
    public string After(string? cursor, DynamicParameters parameters)
    {
        if (cursor is null)
            return "";
        if (
            PageRequest.KeyOf<string?[]>(cursor) is not [var order, var text, var idText]
            || order != Name
            || !Guid.TryParse(idText, out var id)
            || (text is null && !Nullable)
        )
            throw new ProblemException(PlatformProblems.BadCursor);
        parameters.Add("list_id", id);
        var op = Descending ? "<" : ">";
        if (Member is null)
            return $" and x.id {op} @list_id";
        if (text is null)
            return $" and {Sql} is null and x.id {op} @list_id";
        var type = System.Nullable.GetUnderlyingType(Member.PropertyType) ?? Member.PropertyType;
        parameters.Add(
            "list_value",
            ListValue.Read(type, text, endOfDay: false) ?? throw new ProblemException(PlatformProblems.BadCursor)
        );
        var after = $"({Sql}, x.id) {op} (@list_value, @list_id)";
        return Nullable ? $" and ({after} or {Sql} is null)" : " and " + after;
    }

    public string Cursor(object last, Guid id) =>
        PageRequest.CursorOf<string?[]>([
            Name,
            Member is null ? "" : ListValue.Text(Member.GetValue(last)),
            id.ToString(),
        ]);
}
