using System.Text.Json;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>A selection with its standards and the measures of each candidate.</summary>
static class GetSelection
{
    public sealed record Standard([Code(nameof(CodeTables.Criterion))] string Criterion, decimal Least);

    public sealed record Candidate(
        Guid StudioId,
        string? Name,
        IReadOnlyDictionary<string, decimal> Measured,
        [Code(nameof(CodeTables.Criterion))] string[] Failed,
        bool Chosen,
        string? Title
    );

    public sealed record Response(
        Guid Id,
        Guid DivisionId,
        [Code(nameof(CodeTables.StudioLevel))] string Level,
        int Year,
        int? Places,
        decimal? GrantEach,
        [Code(nameof(CodeTables.SelectionState))] string State,
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

    [EndpointSummary("评选 Selection: standards and candidates")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
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
