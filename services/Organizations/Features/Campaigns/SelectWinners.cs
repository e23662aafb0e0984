using Organizations.Domain;
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
                exists (select from platform.ranges() r where u.key >= r.lo and u.key < r.hi) as hers
            from above x join divisions u on u.id = x.division_id
            where @Below::int is null or selection_ended(@Id, @Below, x.key)),
        placed as (
            select t.*, p.division_id, p.final, p.hers from stood t left join places p on p.below_id = t.below_id
        ),
        added as (
            insert into selections (
                campaign_id, level, household_id, division_id, scope_key, score, reason, selected_by, selected_at
            )
            select @Id, @Level, id, division_id, scope_key, score, reason, @by, @Now
            from placed
            where hers and not final and not already
            on conflict do nothing
            returning 1)
        select (select count(*) from added)::int as added, (select count(*) from given)::int as given,
            array(select distinct division_id from placed where division_id is not null) as divisions,
            array(select place::int from placed where division_id is null order by 1) as strangers,
            array(select place::int from placed where not hers order by 1) as above,
            array(select place::int from placed where final and not already order by 1) as late
        """;

    /// <summary>
    /// Who stands for it: takes part in the division, or was selected in it at the level below. What was merged into a
    /// division lies below its key and counts there.
    /// </summary>
    const string Counts = """
        with low as materialized (
            select u.id as top, d.id from divisions u cross join lateral (
                select id
                from divisions
                where key >= u.key and key < u.key || '~' and level = @Level
                offset 0) d
                where u.id = any (@divisions)),
        chosen as (
            select low.top, sum(s.n) as n from low cross join lateral (
                select count(*) as n
                from selections
                where division_id = low.id and level = @Level and campaign_id = @Id
                offset 0) s
                group by 1),
        base as materialized (
            select low.top, sum(p.n) as n from low cross join lateral (
                select count(*) as n
                from participations
                where division_id = low.id and campaign_id = @Id
                offset 0) p
                where @Below::int is null and @Percent::int is not null
                group by 1
            union all
            select u.id, sum(f.selected)
            from divisions u
            join campaign_finals f on f.campaign_id = @Id
                and f.level = @Below
                and f.scope_key >= u.key
                and f.scope_key < u.key || '~'
            where u.id = any (@divisions) and @Percent::int is not null group by 1)
        select u.name, c.n::bigint as selected,
            coalesce((select n from base where base.top = u.id), 0)::bigint as candidates
        from chosen c join divisions u on u.id = c.top where c.n > 0
        """;

    public static async Task<IResult> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var number = check.Level(request.Level);
        var items = request.Items ?? [];
        check.That(items.Count > 0, "/items", PlatformProblems.Required);
        check.That(items.Count <= JoinCampaign.Most, "/items", PlatformProblems.OutOfRange);
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
        var outcome = (
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
        foreach (
            var d in await session.Query<Count>(
                Counts,
                new
                {
                    campaign.Id,
                    level.Level,
                    level.Below,
                    level.Percent,
                    divisions = outcome.Divisions,
                },
                ct
            )
        )
            if (CampaignLevels.Quota(level.Quota, level.Percent, d.Candidates) is var quota && d.Selected > quota)
                check.Add(
                    "/items",
                    Problems.QuotaFull with
                    {
                        Zh = $"{d.Name}：名额 {quota}，将选 {d.Selected}",
                        En = $"{d.Name}: {d.Selected} would be selected, the quota is {quota}",
                    }
                );
        if (check.Errors.Count > 0)
            throw new ProblemException(Problems.QuotaExceeded, check.Errors);
        return TypedResults.Ok(new Response(outcome.Added, outcome.Given - outcome.Added));
    }

    sealed record Outcome(int Added, int Given, Guid[] Divisions, int[] Strangers, int[] Above, int[] Late);

    sealed record Count(string Name, long Selected, long Candidates);
}
