using System.Collections.Concurrent;
using System.Linq.Expressions;
using Npgsql;

namespace ServiceDefaults.Data;

/// <summary>
/// Parameters of a statement from the properties of an object, by name. Each has the type of its property, also where
/// it is null, so that PostgreSQL prepares the statement once. Days and times are converted as for Dapper's statements.
/// </summary>
static class Parameters
{
    static readonly ConcurrentDictionary<Type, Action<NpgsqlParameterCollection, object>> Known = new();

    public static void Add(NpgsqlParameterCollection to, object args) =>
        Known.GetOrAdd(args.GetType(), Compile)(to, args);

    static Action<NpgsqlParameterCollection, object> Compile(Type type)
    {
        var to = Expression.Parameter(typeof(NpgsqlParameterCollection));
        var args = Expression.Parameter(typeof(object));
        var typed = Expression.Convert(args, type);
        var adds = type.GetProperties().Select(p => AddOne(to, p.Name, Expression.Property(typed, p)));
        return Expression.Lambda<Action<NpgsqlParameterCollection, object>>(Expression.Block(adds), to, args).Compile();
    }

    static MethodCallExpression AddOne(Expression to, string name, Expression value)
    {
        var type = Nullable.GetUnderlyingType(value.Type) ?? value.Type;
        if (type == typeof(DateTimeOffset))
            value = Expression.Call(
                typeof(Parameters),
                nameof(Utc),
                null,
                Expression.Convert(value, typeof(DateTimeOffset?))
            );
        else if (type == typeof(LastDay))
            value = Expression.Call(
                typeof(Parameters),
                nameof(Next),
                null,
                Expression.Convert(value, typeof(LastDay?))
            );
        return Expression.Call(typeof(Parameters), nameof(Put), [value.Type], to, Expression.Constant(name), value);
    }

    static void Put<T>(NpgsqlParameterCollection to, string name, T value) =>
        to.Add(new NpgsqlParameter<T>(name, value));

    static DateTimeOffset? Utc(DateTimeOffset? time) => time?.ToUniversalTime();

    static DateOnly? Next(LastDay? day) => day?.Next;
}
