using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>
/// Households take part; who does already stays. One that is unknown, or outside the caller's area or the campaign's,
/// refuses the whole call.
/// </summary>
static class JoinCampaign
{
    public const int Most = 5_000;

    public sealed record Request(IReadOnlyList<Guid>? HouseholdIds);

    public sealed record Response(int Added, int Already);

    public const string Sql = """
        with given as (select id, min(place) as place from unnest(@ids) with ordinality g (id, place) group by id),
        found as (
            select g.id, g.place, h.scope_key
            from given g
            left join households h on h.id = g.id and h.scope_key >= @ScopeKey and h.scope_key < @ScopeKey || '~'
        ),
        places as materialized (
            select scope_key, division_at(scope_key, @BaseLevel) as division_id,
                selection_ended(@Id, @BaseLevel, scope_key) as final
            from (select distinct scope_key from found where scope_key is not null) x),
        added as (
            insert into participations (campaign_id, household_id, division_id, scope_key, entered_by, entered_at)
            select @Id, f.id, p.division_id, f.scope_key, @by, @Now
            from found f
            join places p on p.scope_key = f.scope_key
            where p.division_id is not null and not p.final
            on conflict do nothing returning 1)
        select (select count(*) from added)::int as added, (select count(*) from given)::int as given,
            array(
                   select f.place::int
                   from found f
                   left join places p on p.scope_key = f.scope_key
                   where p.division_id is null
                   order by 1
               ) as strangers,
               array(select f.place::int from found f join places p on p.scope_key = f.scope_key
                     where p.final
                         and not exists (
                             select from participations t where t.campaign_id = @Id and t.household_id = f.id
                         )
                     order by 1) as late
        """;

    [EndpointSummary("登记参加家庭 Households take part, up to 5,000 a call")]
    public static async Task<IResult> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var ids = request.HouseholdIds ?? [];
        check.That(ids.Count > 0, "/householdIds", PlatformProblems.Required);
        check.That(ids.Count <= Most, "/householdIds", PlatformProblems.OutOfRange);
        check.ThrowIfInvalid();
        var campaign = await Campaign.FindAsync(id, session, ct);
        if (session.Today < campaign.StartsOn || session.Today > campaign.EndsOn)
            throw new ProblemException(Problems.CampaignNotOn);
        await campaign.LevelAsync(campaign.BaseLevel, "share", session, ct);
        var outcome = (
            await session.Find<Outcome>(
                Sql,
                new
                {
                    campaign.Id,
                    campaign.ScopeKey,
                    campaign.BaseLevel,
                    ids = ids.ToArray(),
                    by = session.Caller.Subject,
                    session.Now,
                },
                ct
            )
        )!;
        foreach (var place in outcome.Strangers)
            check.Add($"/householdIds/{place - 1}", PlatformProblems.Unknown);
        foreach (var place in outcome.Late)
            check.Add($"/householdIds/{place - 1}", Problems.SelectionOver);
        check.ThrowIfInvalid();
        return TypedResults.Ok(new Response(outcome.Added, outcome.Given - outcome.Added));
    }

    public sealed record Outcome(int Added, int Given, int[] Strangers, int[] Late);
}
