using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>
/// Looks over what a route was given before its handler sees it, so that no handler has to: no list holds null (but of nullable values), every day and moment is one that calendars
/// and clocks can count on from, and no parameter holds the one character that the database can not.
/// </summary>
static class Given
{
    static readonly ConcurrentDictionary<Type, (PropertyInfo Member, string Name)[]> Members = new();

    /// <exception cref="ProblemException">PLT-0001 with every place that breaks a rule.</exception>
    public static void Check(EndpointFilterInvocationContext context)
    {
        var (metadata, check) = (context.HttpContext.GetEndpoint()!.Metadata, new Validation());
        var body = metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        foreach (var argument in context.Arguments)
            if (argument is not null && argument.GetType() == body)
                Look(argument, "", check);
        foreach (var p in metadata.GetOrderedMetadata<IParameterBindingMetadata>())
            if (p.HasTryParse && context.Arguments[p.ParameterInfo.Position] is { } value && IsTime(value.GetType()))
                Look(value, "/" + p.Name, check);
        foreach (var (name, values) in context.HttpContext.Request.Query)
            check.That(!values.Any(v => v?.Contains('\0') == true), "/" + name, PlatformProblems.Format);
        check.ThrowIfInvalid();
    }

    static void Look(object value, string pointer, Validation check)
    {
        switch (value)
        {
            case DateOnly day:
                check.That(ChinaDay.Holds(day), pointer, PlatformProblems.OutOfRange);
                break;
            case DateTimeOffset moment:
                check.That(
                    ChinaDay.Holds(DateOnly.FromDateTime(moment.UtcDateTime)),
                    pointer,
                    PlatformProblems.OutOfRange
                );
                break;
            case IEnumerable list:
                var (items, i) = (ElementOf(value.GetType())!, 0);
                foreach (var item in list)
                {
                    if (item is null)
                        check.That(items.IsValueType, $"{pointer}/{i}", PlatformProblems.Required);
                    else if (IsLookedAt(items))
                        Look(item, $"{pointer}/{i}", check);
                    i++;
                }
                break;
            default:
                foreach (var (member, name) in Members.GetOrAdd(value.GetType(), MembersOf))
                    if (member.GetValue(value) is { } inner)
                        Look(inner, $"{pointer}/{name}", check);
                break;
        }
    }

    static (PropertyInfo, string)[] MembersOf(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetIndexParameters().Length == 0 && IsLookedAt(p.PropertyType))
                .Select(p => (p, JsonNamingPolicy.CamelCase.ConvertName(p.Name))),
        ];

    static bool IsLookedAt(Type type) =>
        IsTime(type)
        || (ElementOf(type) is { } element ? !element.IsValueType || IsTime(element) : type.IsClass && IsOurs(type));

    static bool IsTime(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var t && (t == typeof(DateOnly) || t == typeof(DateTimeOffset));

    static bool IsOurs(Type type) => type.Namespace?.StartsWith(nameof(System), StringComparison.Ordinal) != true;

    /// <summary>What a list is of; null for what is no list.</summary>
    static Type? ElementOf(Type type) =>
        type == typeof(string)
            ? null
            : type.GetInterfaces()
                .Prepend(type)
                .Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IEnumerable<>))
                .Select(t => t.GetGenericArguments()[0])
                .FirstOrDefault();
}
