using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Campaigns;

/// <summary>
/// Figures of a campaign, counted from its records: in total and for each division below. Only records in the caller's
/// area count.
/// </summary>
static class GetCampaignReport
{
    /// <param name="Households">Number of participants.</param>
    /// <param name="Titles">Awarded and not revoked, at all levels.</param>
    public sealed record Response(
        Guid Id,
        string Name,
        long Households,
        long Titles,
        long Revoked,
        IReadOnlyList<OfLevel> Levels,
        IReadOnlyList<OfDivision> Divisions
    );

    /// <param name="Divisions">Number of divisions of the level in the campaign, and of those with an ended
    /// selection.</param>
    public sealed record OfLevel(
        [Code(nameof(CodeTables.AdministrativeLevel))] string Name,
        string Title,
        long Selected,
        long Titles,
        long Revoked,
        long Divisions,
        long Final
    );

    /// <param name="Divisions">Number of divisions of the lowest level with participants.</param>
    public sealed record OfDivision(Guid Id, string Code, string Name, long Divisions, long Households, long Titles);

    const string Levels = """
        select l.level, l.title, coalesce(s.n, 0) as selected, coalesce(h.given, 0) as titles,
            coalesce(h.revoked, 0) as revoked,
            d.there as divisions, d.final
        from campaign_levels l
        cross join lateral (
            select count(*) as there, count(*) filter (where selection_ended(@id, l.level, d.key)) as final
            from divisions d
            where d.level = l.level
                and d.key >= @key
                and d.key < @key || '~'
                and platform.not_ended(d.valid_to, @today)) d
        left join (
            select level, count(*) as n from selections where campaign_id = @id group by 1
        ) s on s.level = l.level
        left join (
            select level, count(*) filter (where revoked_at is null) as given,
                count(*) filter (where revoked_at is not null) as revoked
            from honours
            where campaign_id = @id
            group by 1
        ) h
            on h.level = l.level
        where l.campaign_id = @id order by l.level desc
        """;
    const string Divisions = """
        with counted as (
            select division_id, sum(joined) as joined, sum(given) as given from (
                select division_id, count(*) as joined, 0 as given
                from participations
                where campaign_id = @id
                group by 1
                union all
                select division_id, 0, count(*)
                from honours
                where campaign_id = @id and revoked_at is null
                group by 1
            ) x
            group by 1
        )
        select c.id, c.code, c.name, count(*) filter (where n.joined > 0) as divisions,
            sum(n.joined)::bigint as households, sum(n.given)::bigint as titles
        from counted n join divisions d on d.id = n.division_id
        cross join lateral (
            select id, code, name
            from divisions u
            where u.parent_id = @division
                and u.key = any (array(select left(d.key, i) from generate_series(3, length(d.key), 3) i))
            order by u.valid_to is null desc, length(u.key) desc limit 1) c
        group by 1, 2, 3 order by 2
        """;

    [EndpointSummary("评选统计 Figures of a campaign")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var campaign = await session.Find<Row>(
            "select name, division_id, scope_key from campaigns where id = @id",
            new { id },
            ct
        ) ?? throw new ProblemException(PlatformProblems.NotFound);
        var args = new
        {
            id,
            key = campaign.ScopeKey,
            division = campaign.DivisionId,
            today = session.Today,
        };
        var levels = await session.Query<LevelRow>(Levels, args, ct);
        var divisions = await session.Query<OfDivision>(Divisions, args, ct);
        var households = await session.Find<long>(
            "select count(*) from participations where campaign_id = @id",
            args,
            ct
        );
        return TypedResults.Ok(
            new Response(
                id,
                campaign.Name,
                households,
                levels.Sum(l => l.Titles),
                levels.Sum(l => l.Revoked),
                [
                    .. levels.Select(l => new OfLevel(
                        CampaignLevels.Name(l.Level),
                        l.Title,
                        l.Selected,
                        l.Titles,
                        l.Revoked,
                        l.Divisions,
                        l.Final
                    )),
                ],
                divisions
            )
        );
    }

    sealed record Row(string Name, Guid DivisionId, string ScopeKey);

    sealed record LevelRow(
        int Level,
        string Title,
        long Selected,
        long Titles,
        long Revoked,
        long Divisions,
        long Final
    );
}
