using ServiceDefaults.Data;

namespace Organizations.Features.Coverages;

/// <summary>
/// 包联: a named person answers for a household or an area (grid, compound, building) of the caller's area; the person's
/// own post may lie elsewhere. One of the people who answer for a place leads.
/// </summary>
static class StartCoverage
{
    [EndpointSummary("包联 Assign a household or an area (grid, compound, building) to a person")]
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
