using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Features.Campaigns;

/// <summary>
/// The federation of a division, or one above it, selects at the division's level: at the lowest level from those who
/// take part there, above it from those whom the final selection of the level below holds and of whose titles below
/// none is revoked. Within the quota of each division, all of a call or none; who is selected already stays.
/// </summary>
static class SelectWinners
{
    public sealed record Request(string? Level, IReadOnlyList<Winner>? Items);

    /// <param name="Score">0 to 9999.99.</param>
    public sealed record Winner(Guid? HouseholdId, decimal? Score, [Lines] string? Reason);

    public sealed record Response(int Selected, int Already);

    [EndpointSummary("选出家庭 Select households at a level, up to 5,000 a call")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var number = check.Level(request.Level);
        var items = request.Items ?? [];
        check.That(items.Count > 0, "/items", PlatformProblems.Required);
        check.That(items.Count <= Campaign.MostHouseholds, "/items", PlatformProblems.OutOfRange);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].HouseholdId is null)
                check.Add($"/items/{i}/householdId", PlatformProblems.Required);
            if (items[i].Score is < 0 or > 9999.99m)
                check.Add($"/items/{i}/score", PlatformProblems.OutOfRange);
            if (items[i].Reason is { } reason && TextElements.AreMoreThan(500, reason))
                check.Add($"/items/{i}/reason", PlatformProblems.TooLong);
        }
        check.ThrowIfInvalid();
        var campaign = await Campaign.FindAsync(id, session, ct);
        var level = await campaign.LevelAsync(number, "update", session, ct);
        var outcome = await WinnerRows.InsertAsync(campaign, level, items, session, ct);
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
