using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace ServiceDefaults.Http;

/// <summary>What a route takes from a request, found once for each route.</summary>
/// <param name="Body">The type of the body.</param>
/// <param name="Parameters">The parameters of the query.</param>
/// <param name="RefusesOthers">A GET refuses other query parameters: if it ignored them, the caller would misread the
/// answer. A <see cref="Listing"/> checks its own.</param>
/// <param name="Names">The query parameters that are not refused.</param>
sealed record RequestShape(Type? Body, QueryParameter[] Parameters, bool RefusesOthers, HashSet<string> Names)
{
    static readonly ConditionalWeakTable<Endpoint, RequestShape> Known = [];

    public static RequestShape Of(Endpoint endpoint) => Known.GetValue(endpoint, Find);

    static RequestShape Find(Endpoint endpoint)
    {
        var path = (endpoint as RouteEndpoint)?.RoutePattern;
        var handler = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
        QueryParameter[] parameters =
        [
            .. endpoint
                .Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
                .Where(p =>
                    (p.HasTryParse || p.ParameterInfo.ParameterType == typeof(string))
                    && path?.GetParameter(p.Name) is null
                )
                .Select(p => new QueryParameter(p, MemberRules.Of(p.ParameterInfo))),
        ];
        string[] paging = handler.Any(p => p.ParameterType == typeof(PageRequest)) ? ["cursor", "limit"] : [];
        return new(
            endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType,
            parameters,
            endpoint.Metadata.GetMetadata<SharedLinkAttribute>() is null
                && !handler.Any(p => p.ParameterType == typeof(ListQuery)),
            new([.. parameters.Select(p => p.Name), .. paging], StringComparer.OrdinalIgnoreCase)
        );
    }
}

/// <summary>A parameter of the query.</summary>
sealed class QueryParameter(IParameterBindingMetadata parameter, IReadOnlyList<MemberRuleAttribute> rules)
{
    public string Name { get; } = parameter.Name;
    public string Pointer { get; } = "/" + parameter.Name;
    public int Position { get; } = parameter.ParameterInfo.Position;
    public bool HasTryParse { get; } = parameter.HasTryParse;
    public IReadOnlyList<MemberRuleAttribute> Rules => rules;
    public bool IsRequired { get; } = rules.OfType<RequiredAttribute>().Any();
}
