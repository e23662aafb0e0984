using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>Sets the chosen studios, until the selection is published.</summary>
static class SetSelectionDecision
{
    public sealed record Choice([Required] Guid? StudioId, [Longest(100), Example("标兵")] string? Title);

    public sealed record Request([Items(10_000), Distinct(nameof(Choice.StudioId))] Choice[]? Chosen);

    const string Candidates = "select studio_id, failed from studio_candidates where selection_id = @id";
    const string Clear = "update studio_candidates set chosen = false, title = null where selection_id = @id";
    const string Choose =
        "update studio_candidates set chosen = true, title = @Title where selection_id = @id and studio_id = @StudioId";
    const string Decide = "update studio_selections set state = 'decided', version = version + 1 where id = @id";

    [EndpointSummary("评定 Choose among the studios that meet the standards")]
    public static async Task<Ok<GetSelection.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var selection = await Selection.HoldAsync(id, session, ct);
        ifMatch.Check(selection.Version);
        var check = new Validation();
        var chosen = request.Chosen ?? [];
        var candidates = (await session.Query<Candidate>(Candidates, new { id }, ct)).ToDictionary(
            c => c.StudioId,
            c => c.Failed
        );
        foreach (var (i, c) in chosen.Index())
            check.That(candidates.ContainsKey(c.StudioId!.Value), $"/chosen/{i}/studioId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        var failed = chosen
            .Index()
            .Where(c => candidates[c.Item.StudioId!.Value].Length > 0)
            .Select(c => PlatformProblems.OutOfRange.At($"/chosen/{c.Index}/studioId"))
            .ToList();
        if (failed.Count > 0)
            throw new ProblemException(Problems.StandardsNotMet, failed);
        if (chosen.Length > selection.Places)
            throw new ProblemException(Problems.MoreThanPlaces, PlatformProblems.OutOfRange.At("/chosen"));
        await session.Execute(Clear, new { id }, ct);
        foreach (var c in chosen)
            await session.Execute(
                Choose,
                new
                {
                    id,
                    c.StudioId,
                    c.Title,
                },
                ct
            );
        await session.Execute(Decide, new { id }, ct);
        return await GetSelection.Handle(id, session, ct);
    }

    sealed record Candidate(Guid StudioId, string[] Failed);
}
