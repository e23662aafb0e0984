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
/// and clocks can count on from, every id can be one, and no parameter holds the one character that the database can not.
/// </summary>
static class Given
{
    static readonly ConcurrentDictionary<Type, (PropertyInfo Member, string Name)[]> Members = new();

    /// <returns>The members "id" of the body, each with its JSON pointer: what a POST gives to new records.</returns>
    /// <exception cref="ProblemException">PLT-0001 with every place that breaks a rule.</exception>
    public static IReadOnlyList<(string Pointer, Guid Id)> Check(EndpointFilterInvocationContext context)
    {
        List<(string, Guid)> ids = [];
        var (metadata, check) = (context.HttpContext.GetEndpoint()!.Metadata, new Validation());
        var body = metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        foreach (var argument in context.Arguments)
            if (argument is not null && argument.GetType() == body)
                Look(argument, "", check, ids);
        var path = context.HttpContext.Request.RouteValues;
        foreach (var p in metadata.GetOrderedMetadata<IParameterBindingMetadata>())
            if (
                p.HasTryParse
                && context.Arguments[p.ParameterInfo.Position] is { } value
                && IsChecked(value.GetType())
                && !path.ContainsKey(p.Name)
            )
                Look(value, "/" + p.Name, check, []);
        foreach (var (name, values) in context.HttpContext.Request.Query)
            check.That(!values.Any(v => v?.Contains('\0') == true), "/" + name, PlatformProblems.Format);
        check.ThrowIfInvalid();
        return ids;
    }

    static void Look(object value, string pointer, Validation check, List<(string, Guid)> ids)
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
            case Guid id:
                check.That(id != Guid.Empty && id != Guid.AllBitsSet, pointer, PlatformProblems.Format);
                break;
            case IEnumerable list:
                var (items, i) = (ElementOf(value.GetType())!, 0);
                foreach (var item in list)
                {
                    if (item is null)
                        check.That(items.IsValueType, $"{pointer}/{i}", PlatformProblems.Required);
                    else if (IsLookedAt(items))
                        Look(item, $"{pointer}/{i}", check, ids);
                    i++;
                }
                break;
            default:
                foreach (var (member, name) in Members.GetOrAdd(value.GetType(), MembersOf))
                    if (member.GetValue(value) is { } inner)
                    {
                        Look(inner, $"{pointer}/{name}", check, ids);
                        if (inner is Guid id && name == "id" && !member.IsDefined(typeof(OfExistingAttribute)))
                            ids.Add(($"{pointer}/{name}", id));
                    }
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
        IsChecked(type)
        || (ElementOf(type) is { } element ? !element.IsValueType || IsChecked(element) : type.IsClass && IsOurs(type));

    static bool IsChecked(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var t
        && (t == typeof(DateOnly) || t == typeof(DateTimeOffset) || t == typeof(Guid));

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

/// <summary>Marks a member "id" that names a record which may be there already; its handler looks whether the caller may name it, and gives what is not there to <see cref="NewIds"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OfExistingAttribute : Attribute;
