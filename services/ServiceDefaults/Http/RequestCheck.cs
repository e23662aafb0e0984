using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// Checks a request before its handler runs: the body (see <see cref="MemberCheck"/>), the path and the query, whose
/// parameters must obey the rules declared beside them.
/// </summary>
static class RequestCheck
{
    /// <returns>The members "id" of the body, each with its JSON pointer: the ids of new records in a POST.</returns>
    /// <exception cref="ProblemException">PLT-0001 with every value that breaks a rule.</exception>
    public static IReadOnlyList<(string Pointer, Guid Id)> Check(EndpointFilterInvocationContext context)
    {
        List<(string, Guid)> ids = [];
        var (metadata, check) = (context.HttpContext.GetEndpoint()!.Metadata, new Validation());
        var body = metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        foreach (var argument in context.Arguments)
            if (argument is not null && argument.GetType() == body)
                MemberCheck.Look(argument, "", check, ids);
        foreach (var parameter in Parameters(context.HttpContext))
            Parameter(parameter, context, check);
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
        var rules = MemberRules.Of(parameter.ParameterInfo);
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
    /// The query parameters that the route's handler declares itself; parameters of the path, the body and services do
    /// not count.
    /// </summary>
    public static IEnumerable<string> Declared(HttpContext http) => Parameters(http).Select(p => p.Name);

    static IEnumerable<IParameterBindingMetadata> Parameters(HttpContext http) =>
        (http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? []).Where(p =>
            (p.HasTryParse || p.ParameterInfo.ParameterType == typeof(string))
            && !http.Request.RouteValues.ContainsKey(p.Name)
        );

    /// <summary>
    /// Query parameters that a GET does not know: if it ignored them, the caller would misread the answer. A <see
    /// cref="Listing"/> checks its own.
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
/// Marks a member "id" of a record that may exist already. The handler checks whether the caller may name it, and
/// passes ids that do not exist to <see cref="NewIds"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OfExistingAttribute : Attribute;

/// <summary>
/// Marks a GET whose address people share. Messengers add parameters (?from=singlemessage): unknown ones are ignored.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedLinkAttribute : Attribute;
