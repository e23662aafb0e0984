using System.Text.Json;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>A selection with its standards and what each candidate measured against them.</summary>
static class GetSelection
{
    public sealed record Standard(string Criterion, decimal Least);

    public sealed record Candidate(
        Guid StudioId,
        string? Name,
        IReadOnlyDictionary<string, decimal> Measured,
        string[] Failed,
        bool Chosen,
        string? Title
    );

    public sealed record Response(
        Guid Id,
        Guid DivisionId,
        string Level,
        int Year,
        int? Places,
        decimal? GrantEach,
        string State,
        IReadOnlyList<Standard> Standards,
        IReadOnlyList<Candidate> Candidates,
        long Version
    ) : IVersioned;

    const string Standards =
        "select criterion, least from studio_standards where selection_id = @id order by criterion";
    const string Candidates = """
        select c.studio_id, o.name, c.measured::text as measured, c.failed, c.chosen, c.title
        from studio_candidates c
        left join organizations o on o.id = c.studio_id
        where c.selection_id = @id
        order by o.name collate platform.pinyin, c.studio_id
        """;

    public sealed record Item(
        Guid Id,
        Guid DivisionId,
        string? Division,
        string Level,
        int Year,
        int? Places,
        decimal? GrantEach,
        string State,
        long Proposed,
        long Chosen,
        DateTimeOffset OpenedAt,
        DateTimeOffset? PublishedAt
    );

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "studio-selections",
        """
        select s.id, s.division_id, d.name as division, s.level, s.year, s.places, s.grant_each, s.state, c.proposed,
            c.chosen, s.opened_at, s.published_at
        from studio_selections s left join divisions d on d.id = s.division_id
            cross join lateral (
                select count(*) as proposed, count(*) filter (where x.chosen) as chosen
                from studio_candidates x
                where x.selection_id = s.id
            ) c
        """,
        new("id", "编号"),
        new("divisionId", "区划编号") { Hidden = true },
        new("division", "区划") { Search = true },
        new("level", "级别") { Codes = StudioRules.Levels },
        new("year", "年度"),
        new("places", "名额"),
        new("grantEach", "每个补助"),
        new("state", "状态") { Codes = ["open", "decided", "published"] },
        new("proposed", "申报"),
        new("chosen", "入选"),
        new("openedAt", "启动时间"),
        new("publishedAt", "公布时间")
    ) with
    {
        DefaultSort = "-year",
    };

    [EndpointSummary("工作室评选名单 Selections of studios; filter, sort, CSV, XLSX")]
    public static Task<IResult> HandleList(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    [EndpointSummary("评选 Selection: standards and candidates")]
    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct)
    {
        var s = await Selection.ReadAsync(id, session, ct);
        var candidates = (await session.Query<Row>(Candidates, new { id }, ct)).Select(c => new Candidate(
            c.StudioId,
            c.Name,
            JsonSerializer.Deserialize<Dictionary<string, decimal>>(c.Measured)!,
            c.Failed,
            c.Chosen,
            c.Title
        ));
        return TypedResults.Ok(
            new Response(
                id,
                s.DivisionId,
                s.Level,
                s.Year,
                s.Places,
                s.GrantEach,
                s.State,
                await session.Query<Standard>(Standards, new { id }, ct),
                [.. candidates],
                s.Version
            )
        );
    }

    sealed record Row(Guid StudioId, string? Name, string Measured, string[] Failed, bool Chosen, string? Title);
}
