using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>Quotas of divisions.</summary>
static class Quotas
{
    /// <summary>
    /// The candidates of a division: its participants, or the households selected in it at the level below. A merged
    /// division lies below the key of its successor and counts there.
    /// </summary>
    const string Counts = """
        with low as materialized (
            select u.id as top, d.id
            from divisions u
            cross join lateral (
                select id
                from divisions
                where key >= u.key and key < u.key || '~' and level = @Level
                offset 0
            ) d
            where u.id = any (@divisions)
        ),
        chosen as (
            select low.top, sum(s.n) as n
            from low
            cross join lateral (
                select count(*) as n
                from selections
                where division_id = low.id and level = @Level and campaign_id = @Id
                offset 0
            ) s
            group by 1
        ),
        base as materialized (
            select low.top, sum(p.n) as n
            from low
            cross join lateral (
                select count(*) as n
                from participations
                where division_id = low.id and campaign_id = @Id
                offset 0
            ) p
            where @Below::int is null and @Percent::int is not null
            group by 1
            union all
            select u.id, sum(f.selected)
            from divisions u
            join campaign_finals f on f.campaign_id = @Id
                and f.level = @Below
                and f.scope_key >= u.key
                and f.scope_key < u.key || '~'
            where u.id = any (@divisions) and @Percent::int is not null
            group by 1
        )
        select u.name, c.n::bigint as selected,
            coalesce((select n from base where base.top = u.id), 0)::bigint as candidates
        from chosen c join divisions u on u.id = c.top where c.n > 0
        """;

    public static async Task CheckAsync(
        Campaign campaign,
        Campaign.OfLevel level,
        Guid[] divisions,
        Validation check,
        Session session,
        CancellationToken ct
    )
    {
        foreach (
            var d in await session.Query<Count>(
                Counts,
                new
                {
                    campaign.Id,
                    level.Level,
                    level.Below,
                    level.Percent,
                    divisions,
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
    }

    sealed record Count(string Name, long Selected, long Candidates);
}
