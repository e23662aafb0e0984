using Microsoft.AspNetCore.Http;
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
        var (shape, check) = (RequestShape.Of(context.HttpContext.GetEndpoint()!), new Validation());
        if (shape.Body is not null)
            foreach (var argument in context.Arguments)
                if (argument is not null && argument.GetType() == shape.Body)
                    MemberCheck.Look(argument, "", check, ids);
        foreach (var parameter in shape.Parameters)
            Check(parameter, context, check);
        var refusesOthers = shape.RefusesOthers && HttpMethods.IsGet(context.HttpContext.Request.Method);
        foreach (var (name, values) in context.HttpContext.Request.Query)
            if (refusesOthers && !shape.Names.Contains(name))
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

    static void Check(QueryParameter parameter, EndpointFilterInvocationContext context, Validation check)
    {
        var (pointer, at) = (parameter.Pointer, parameter.Position);
        if (context.Arguments[at] is string text)
            context.Arguments[at] = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        var value = context.Arguments[at];
        if (value is null)
            check.That(!parameter.IsRequired, pointer, PlatformProblems.Required);
        else if (parameter.HasTryParse && MemberCheck.IsChecked(value.GetType()))
            if (DateText.IsExact(value, context.HttpContext.Request.Query[parameter.Name].ToString()))
                MemberCheck.Look(value, pointer, check, []);
            else
                check.Add(pointer, PlatformProblems.Format);
        else if (MemberRules.FirstBroken(parameter.Rules, value) is { } broken)
            check.Add(pointer, broken);
    }

    /// <summary>
    /// The query parameters that the route's handler declares itself; parameters of the path, the body and services do
    /// not count.
    /// </summary>
    public static IEnumerable<string> Declared(HttpContext http) =>
        RequestShape.Of(http.GetEndpoint()!).Parameters.Select(p => p.Name);
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
