using ServiceDefaults.Data;

namespace Organizations.Features.Campaigns;

/// <summary>Enters selected households, or returns what prevents each.</summary>
static class WinnerRows
{
    const string Sql = """
        with given as (
            select distinct on (id) *
            from unnest(@ids, @scores, @reasons) with ordinality g (id, score, reason, place)
            order by id, place
        ),
        stood as (
            select g.*, b.division_id as below_id, b.scope_key, s.household_id is not null as already from given g
            left join lateral (
                select division_id, scope_key
                from participations
                where @Below::int is null and campaign_id = @Id and household_id = g.id
                union all
                select division_id, scope_key
                from selections
                where campaign_id = @Id and level = @Below and household_id = g.id
                  and household_id <> all (
                      array(
                          select h.household_id
                          from honours h
                          where h.campaign_id = @Id
                              and h.level > @Level
                              and h.revoked_at is not null
                              and h.household_id = any (@ids)
                      )
                  )
                  limit 1) b on true
            left join lateral (
                select household_id
                from selections
                where campaign_id = @Id and level = @Level and household_id = g.id
                limit 1
            ) s on true),
        above as materialized (
            select d.id as below_id, d.key, division_at(d.key, @Level) as division_id
            from (select distinct below_id from stood) b
            join divisions d on d.id = b.below_id
        ),
        places as materialized (
            select x.below_id, u.id as division_id, selection_ended(@Id, @Level, x.key) as final,
                exists (select from platform.ranges() r where u.key >= r.lo and u.key < r.hi) as in_sight
            from above x join divisions u on u.id = x.division_id
            where @Below::int is null or selection_ended(@Id, @Below, x.key)),
        placed as (
            select t.*, p.division_id, p.final, p.in_sight from stood t left join places p on p.below_id = t.below_id
        ),
        added as (
            insert into selections (
                campaign_id, level, household_id, division_id, scope_key, score, reason, selected_by, selected_at
            )
            select @Id, @Level, id, division_id, scope_key, score, reason, @by, @Now
            from placed
            where in_sight and not final and not already
            on conflict do nothing
            returning 1)
        select (select count(*) from added)::int as added, (select count(*) from given)::int as given,
            array(select distinct division_id from placed where division_id is not null) as divisions,
            array(select place::int from placed where division_id is null order by 1) as strangers,
            array(select place::int from placed where not in_sight order by 1) as above,
            array(select place::int from placed where final and not already order by 1) as late
        """;

    public static async Task<Outcome> InsertAsync(
        Campaign campaign,
        Campaign.OfLevel level,
        IReadOnlyList<SelectWinners.Winner> items,
        Session session,
        CancellationToken ct
    ) =>
        (
            await session.Find<Outcome>(
                Sql,
                new
                {
                    campaign.Id,
                    level.Level,
                    level.Below,
                    ids = items.Select(i => i.HouseholdId!.Value).ToArray(),
                    scores = items.Select(i => i.Score).ToArray(),
                    reasons = items.Select(i => i.Reason).ToArray(),
                    by = session.Caller.Subject,
                    session.Now,
                },
                ct
            )
        )!;

    internal sealed record Outcome(int Added, int Given, Guid[] Divisions, int[] Strangers, int[] Above, int[] Late);
}
