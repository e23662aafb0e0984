using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>Takes households out of a selection that is not final yet.</summary>
static class WithdrawSelection
{
    public sealed record Request(
        [Required, Code(nameof(CodeTables.AdministrativeLevel))] string Level,
        [Required, Items(Campaign.MostHouseholds)] IReadOnlyList<Guid> HouseholdIds
    );

    public sealed record Response(int Withdrawn);

    const string Final = """
        select exists (
            select from selections s
            join campaign_finals f on (
                f.campaign_id, f.level, f.division_id
            ) = (s.campaign_id, s.level, s.division_id)
        where s.campaign_id = @Id and s.level = @Level and s.household_id = any (@ids))
        """;
    const string Delete = """
        delete
        from selections s
        using divisions d
        where s.campaign_id = @Id and s.level = @Level and s.household_id = any (@ids) and d.id = s.division_id
          and exists (select from platform.ranges() r where d.key >= r.lo and d.key < r.hi)
        """;

    [EndpointSummary("撤回入选 Take households out of a selection that is not final")]
    public static async Task<Ok<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var campaign = await Campaign.FindAsync(id, session, ct);
        var level = await campaign.LevelAsync(CampaignLevels.ByName[request.Level], "update", session, ct);
        var args = new
        {
            campaign.Id,
            level.Level,
            ids = request.HouseholdIds.ToArray(),
        };
        if (await session.Find<bool>(Final, args, ct))
            throw new ProblemException(Problems.AlreadyFinal);
        return TypedResults.Ok(new Response(await session.Execute(Delete, args, ct)));
    }
}
