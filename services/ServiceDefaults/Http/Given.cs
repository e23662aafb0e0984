using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// Looks over what a route was given before its handler sees it, so that no handler has to: no list holds null (but of
/// nullable values), every day and moment is one that calendars and clocks can count on from, every id can be one, and
/// all text is readable: one line (see <see cref="GivenText"/>), or several where the member is marked by
/// <see cref="LinesAttribute"/>.
/// </summary>
static class Given
{
    static readonly ConcurrentDictionary<Type, (PropertyInfo Member, string Name, bool Lines)[]> Members = new();

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
                if (DateText.IsExact(value, context.HttpContext.Request.Query[p.Name].ToString()))
                    Look(value, "/" + p.Name, check, []);
                else
                    check.Add("/" + p.Name, PlatformProblems.Format);
        var unknown = UnknownNames(context.HttpContext).ToHashSet();
        foreach (var (name, values) in context.HttpContext.Request.Query)
            if (unknown.Contains(name))
                check.Add("/" + name, PlatformProblems.UnknownField);
            else
                check.That(
                    values.All(v => GivenText.IsReadable(v.AsSpan().Trim())),
                    "/" + name,
                    PlatformProblems.NotSeen
                );
        foreach (var (name, value) in context.HttpContext.Request.RouteValues)
            check.That(GivenText.IsReadable(value as string), "/" + name, PlatformProblems.NotSeen);
        check.ThrowIfInvalid();
        return ids;
    }

    /// <summary>
    /// The query parameters that the handler of a route takes one by one. What it takes of the path, the body or the
    /// services is none.
    /// </summary>
    public static IEnumerable<string> Declared(HttpContext http) =>
        (http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
            .Where(p =>
                (p.HasTryParse || p.ParameterInfo.ParameterType == typeof(string))
                && !http.Request.RouteValues.ContainsKey(p.Name)
            )
            .Select(p => p.Name);

    /// <summary>
    /// A parameter that a read does not know would be passed over, and the answer taken for what was asked. A
    /// <see cref="Listing"/> looks at its own.
    /// </summary>
    static IEnumerable<string> UnknownNames(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) || http.Request.Query.Count == 0)
            return [];
        if (http.GetEndpoint()?.Metadata.GetMetadata<SharedLinkAttribute>() is not null)
            return [];
        var handler = http.GetEndpoint()!.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
        if (handler.Any(p => p.ParameterType == typeof(ListQuery)))
            return [];
        var pages = handler.Any(p => p.ParameterType == typeof(PageRequest));
        string[] paging = pages ? ["cursor", "limit"] : [];
        return http.Request.Query.Keys.Except([.. Declared(http), .. paging], StringComparer.OrdinalIgnoreCase);
    }

    static void Look(object value, string pointer, Validation check, List<(string, Guid)> ids, bool lines = false)
    {
        switch (value)
        {
            case DateOnly day:
                check.That(ChinaDay.Holds(day), pointer, PlatformProblems.OutOfRange);
                break;
            case LastDay last:
                check.That(ChinaDay.Holds(last.Day), pointer, PlatformProblems.OutOfRange);
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
            case string text:
                check.That(GivenText.IsReadable(text, lines), pointer, PlatformProblems.NotSeen);
                break;
            case IEnumerable list:
                var (items, i) = (ElementOf(value.GetType())!, 0);
                foreach (var item in list)
                {
                    if (item is null)
                        check.That(items.IsValueType, $"{pointer}/{i}", PlatformProblems.Required);
                    else if (IsLookedAt(items))
                        Look(item, $"{pointer}/{i}", check, ids, lines);
                    i++;
                }
                break;
            default:
                foreach (var (member, name, several) in Members.GetOrAdd(value.GetType(), MembersOf))
                    if (member.GetValue(value) is { } inner)
                    {
                        Look(inner, $"{pointer}/{name}", check, ids, several);
                        if (inner is Guid id && name == "id" && !member.IsDefined(typeof(OfExistingAttribute)))
                            ids.Add(($"{pointer}/{name}", id));
                    }
                break;
        }
    }

    static (PropertyInfo, string, bool)[] MembersOf(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetIndexParameters().Length == 0 && IsLookedAt(p.PropertyType))
                .Select(p => (p, JsonNamingPolicy.CamelCase.ConvertName(p.Name), HasLines(p))),
        ];

    static bool HasLines(PropertyInfo member) =>
        member
            .DeclaringType!.GetConstructors()
            .SelectMany(c => c.GetParameters())
            .Any(p => p.Name == member.Name && p.IsDefined(typeof(LinesAttribute)));

    static bool IsLookedAt(Type type) =>
        type == typeof(string)
        || IsChecked(type)
        || (ElementOf(type) is { } element ? !element.IsValueType || IsChecked(element) : type.IsClass && IsOurs(type));

    static bool IsChecked(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var t
        && (t == typeof(DateOnly) || t == typeof(LastDay) || t == typeof(DateTimeOffset) || t == typeof(Guid));

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

/// <summary>
/// Marks a member "id" that names a record which may be there already; its handler looks whether the caller may name
/// it, and gives what is not there to <see cref="NewIds"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OfExistingAttribute : Attribute;

/// <summary>
/// Marks a read whose address people send each other. Messengers add parameters of their own to it
/// (?from=singlemessage): unknown ones are passed over.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedLinkAttribute : Attribute;
