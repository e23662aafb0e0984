using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// Looks over what a route was given before its handler sees it: the body (see <see cref="MemberCheck"/>), the path
/// and the query, whose parameters keep the rules declared beside them.
/// </summary>
static class RequestCheck
{
    /// <returns>The members "id" of the body, each with its JSON pointer: what a POST gives to new records.</returns>
    /// <exception cref="ProblemException">PLT-0001 with every place that breaks a rule.</exception>
    public static IReadOnlyList<(string Pointer, Guid Id)> Check(EndpointFilterInvocationContext context)
    {
        List<(string, Guid)> ids = [];
        var (metadata, check) = (context.HttpContext.GetEndpoint()!.Metadata, new Validation());
        var body = metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        foreach (var argument in context.Arguments)
            if (argument is not null && argument.GetType() == body)
                MemberCheck.Look(argument, "", check, ids);
        foreach (var p in metadata.GetOrderedMetadata<IParameterBindingMetadata>())
            if (!context.HttpContext.Request.RouteValues.ContainsKey(p.Name))
                Parameter(p, context, check);
        var unknown = UnknownNames(context.HttpContext).ToHashSet();
        foreach (var (name, values) in context.HttpContext.Request.Query)
            if (unknown.Contains(name))
                check.Add("/" + name, PlatformProblems.UnknownField);
            else
                check.That(
                    values.All(v => ReadableText.IsReadable(v.AsSpan().Trim())),
                    "/" + name,
                    PlatformProblems.NotSeen
                );
        foreach (var (name, value) in context.HttpContext.Request.RouteValues)
            check.That(ReadableText.IsReadable(value as string), "/" + name, PlatformProblems.NotSeen);
        check.ThrowIfInvalid();
        return ids;
    }

    static void Parameter(
        IParameterBindingMetadata parameter,
        EndpointFilterInvocationContext context,
        Validation check
    )
    {
        var (pointer, at) = ("/" + parameter.Name, parameter.ParameterInfo.Position);
        if (context.Arguments[at] is string text)
            context.Arguments[at] = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        var value = context.Arguments[at];
        var rules = parameter.ParameterInfo.GetCustomAttributes<MemberRuleAttribute>().ToList();
        if (value is null)
            check.That(!rules.OfType<RequiredAttribute>().Any(), pointer, PlatformProblems.Required);
        else if (parameter.HasTryParse && MemberCheck.IsChecked(value.GetType()))
            if (DateText.IsExact(value, context.HttpContext.Request.Query[parameter.Name].ToString()))
                MemberCheck.Look(value, pointer, check, []);
            else
                check.Add(pointer, PlatformProblems.Format);
        else if (MemberRules.FirstBroken(rules, value) is { } broken)
            check.Add(pointer, broken);
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
