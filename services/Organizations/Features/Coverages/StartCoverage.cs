using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

/// <summary>
/// 包联: a named person answers for a household or an area (grid, compound, building) of the caller's own, wherever she
/// herself holds her post. One of those who answer for a place leads.
/// </summary>
static class StartCoverage
{
    [EndpointSummary("包联 Give a household or an area (grid, compound, building) to a person")]
    public static async Task<Created<NewCoverages.Begun>> Handle(
        NewCoverage request,
        Session session,
        CancellationToken ct
    )
    {
        var begun = (await NewCoverages.StartAsync([request], _ => "", session, ct))[0];
        return TypedResults.Created($"/organizations/v1/coverages/{begun.Id}", begun);
    }
}
