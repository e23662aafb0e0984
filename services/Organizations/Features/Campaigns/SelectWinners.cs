using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>
/// The federation of a division, or one above it, selects at the division's level: at the lowest level from the
/// participants, above it from the ended selection of the level below, without households whose title below is revoked.
/// The quota of each division applies. A call selects all or none; a household that is selected already stays.
/// </summary>
static class SelectWinners
{
    public sealed record Request(
        [Required, Code(nameof(CodeTables.AdministrativeLevel))] string Level,
        [Required, Items(Campaign.MostHouseholds)] IReadOnlyList<Winner> Items
    );

    public sealed record Winner(
        [Required] Guid? HouseholdId,
        [Between(0, 9999.99)] decimal? Score,
        [Lines, Longest(500), Example("邻里互助，家风和睦")] string? Reason
    );

    public sealed record Response(int Selected, int Already);

    [EndpointSummary("选出家庭 Select households at a level, up to 5,000 a call")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var campaign = await Campaign.FindAsync(id, session, ct);
        var level = await campaign.LevelAsync(CampaignLevels.ByName[request.Level], "update", session, ct);
        var outcome = await WinnerRows.InsertAsync(campaign, level, request.Items, session, ct);
        var check = new Validation();
        foreach (var place in outcome.Strangers)
            check.Add(
                $"/items/{place - 1}/householdId",
                level.Below is null ? Problems.TakesNoPart : Problems.NotSelectedBelow
            );
        foreach (var place in outcome.Above)
            check.Add($"/items/{place - 1}/householdId", Problems.AboveYou);
        foreach (var place in outcome.Late)
            check.Add($"/items/{place - 1}/householdId", Problems.SelectionOver);
        check.ThrowIfInvalid();
        await Quotas.CheckAsync(campaign, level, outcome.Divisions, check, session, ct);
        if (check.Errors.Count > 0)
            throw new ProblemException(Problems.QuotaExceeded, check.Errors);
        return TypedResults.Ok(new Response(outcome.Added, outcome.Given - outcome.Added));
    }
}
