using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;

namespace ServiceDefaults.Data;

/// <summary>
/// A statement with named parameters (@name), as Npgsql sends it fastest: with positional ones. The text is converted
/// once for each type of arguments; Npgsql would parse it for each execution. A parameter has the type of its property,
/// also where it is null, so that PostgreSQL prepares the statement once. Days and times are converted as for Dapper's
/// statements.
/// </summary>
sealed partial class NamedStatement
{
    static readonly ConcurrentDictionary<(string Sql, Type Args), NamedStatement> Known = new();
    readonly Action<NpgsqlParameterCollection, object> _fill;

    NamedStatement(string sql, Type type)
    {
        var to = Expression.Parameter(typeof(NpgsqlParameterCollection));
        var args = Expression.Parameter(typeof(object));
        List<string> names = [];
        Text = Parameter()
            .Replace(sql, match => match.Groups[1] is { Success: true, Value: var name } ? Place(name) : match.Value);
        var adds = names.Select(n => Add(to, Expression.Property(Expression.Convert(args, type), PropertyOf(type, n))));
        _fill = Expression
            .Lambda<Action<NpgsqlParameterCollection, object>>(
                Expression.Block([.. adds, Expression.Empty()]),
                to,
                args
            )
            .Compile();

        string Place(string name)
        {
            if (!names.Contains(name))
                names.Add(name);
            return $"${names.IndexOf(name) + 1}";
        }
    }

    /// <summary>The text, with $1 for its first parameter.</summary>
    public string Text { get; }

    /// <param name="sql">Has neither block comments nor texts in dollar quotes.</param>
    /// <param name="args">Has a property for each parameter; others are ignored.</param>
    /// <exception cref="ArgumentException">A parameter has no property.</exception>
    public static NamedStatement Of(string sql, object args) =>
        Known.GetOrAdd((sql, args.GetType()), static key => new(key.Sql, key.Args));

    /// <summary>Adds the values of arguments of the same type.</summary>
    public void Fill(NpgsqlParameterCollection to, object args) => _fill(to, args);

    static PropertyInfo PropertyOf(Type type, string name) =>
        type.GetProperty(name)
        ?? throw new ArgumentException($"The statement has @{name}, its arguments have no {name}.");

    static MethodCallExpression Add(Expression to, Expression value)
    {
        var type = Nullable.GetUnderlyingType(value.Type) ?? value.Type;
        if (type == typeof(DateTimeOffset))
            value = Converted(nameof(Utc), value, typeof(DateTimeOffset?));
        else if (type == typeof(LastDay))
            value = Converted(nameof(Next), value, typeof(LastDay?));
        return Expression.Call(typeof(NamedStatement), nameof(Put), [value.Type], to, value);
    }

    static MethodCallExpression Converted(string converter, Expression value, Type type) =>
        Expression.Call(typeof(NamedStatement), converter, null, Expression.Convert(value, type));

    static void Put<T>(NpgsqlParameterCollection to, T value) => to.Add(new NpgsqlParameter<T> { TypedValue = value });

    static DateTimeOffset? Utc(DateTimeOffset? time) => time?.ToUniversalTime();

    static DateOnly? Next(LastDay? day) => day?.Next;

    /// <summary>A parameter; or a quoted text or comment, where @ has no meaning.</summary>
    [GeneratedRegex(@"'[^']*'|""[^""]*""|--[^\n]*|(?<![@\w])@(\w+)")]
    private static partial Regex Parameter();
}
