using System.Collections;
using System.Reflection;

namespace Contracts.Tests;

/// <summary>Builds a contract with a fixed value in every member.</summary>
static class Sample
{
    public static object Of(Type type) => Make(type, 1);

    static object Make(Type type, int seed)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Guid))
            return new Guid(seed, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        if (type == typeof(string))
            return $"text-{seed}";
        if (type == typeof(int))
            return seed;
        if (type == typeof(long))
            return (long)seed;
        if (type == typeof(bool))
            return true;
        if (type == typeof(decimal))
            return 1.5m * seed;
        if (type == typeof(DateOnly))
            return new DateOnly(2026, 1, 1).AddDays(seed);
        if (type == typeof(TimeOnly))
            return new TimeOnly(8, 0).AddMinutes(seed);
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero).AddMinutes(seed);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(0)!;
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var item = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            list.Add(Make(item, seed));
            return list;
        }
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var made = constructor.Invoke([
            .. constructor.GetParameters().Select((p, i) => Make(p.ParameterType, seed + i)),
        ]);
        foreach (
            var p in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanWrite && (p.GetValue(made) is null || Equals(p.GetValue(made), Guid.Empty)))
        )
            p.SetValue(made, Make(p.PropertyType, seed + 50));
        return made;
    }
}
