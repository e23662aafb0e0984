using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>
/// Enters households; one that takes part already stays. An unknown household, or one outside the caller's area or the
/// campaign's, refuses the whole call.
/// </summary>
static class AddCampaignHouseholds
{
    public sealed record Request([Required, Items(Campaign.MostHouseholds)] IReadOnlyList<Guid> HouseholdIds);

    public sealed record Response(int Added, int Already);

    [EndpointSummary("登记参加家庭 Add households, up to 5,000 a call")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var campaign = await Campaign.FindAsync(id, session, ct);
        campaign.MustBeOn(session.Today);
        await campaign.LevelAsync(campaign.BaseLevel, "share", session, ct);
        var outcome = await ParticipationRows.InsertAsync(
            campaign,
            [.. request.HouseholdIds],
            session.Caller.Subject,
            session,
            ct
        );
        var check = new Validation();
        foreach (var place in outcome.Strangers)
            check.Add($"/householdIds/{place - 1}", PlatformProblems.Unknown);
        foreach (var place in outcome.Late)
            check.Add($"/householdIds/{place - 1}", Problems.SelectionOver);
        check.ThrowIfInvalid();
        return TypedResults.Ok(new Response(outcome.Added, outcome.Given - outcome.Added));
    }
}
