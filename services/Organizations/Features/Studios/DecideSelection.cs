using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>
/// Who is chosen, until it is published; then the studios have their level, and their grant is in the ledger.
/// </summary>
static class DecideSelection
{
    public sealed record Choice(Guid? StudioId, string? Title);

    public sealed record Request(Choice[]? Chosen);

    const string Candidates = "select studio_id, failed from studio_candidates where selection_id = @id";
    const string Clear = "update studio_candidates set chosen = false, title = null where selection_id = @id";
    const string Choose =
        "update studio_candidates set chosen = true, title = @title where selection_id = @id and studio_id = @StudioId";
    const string Decide = "update studio_selections set state = 'decided', version = version + 1 where id = @id";
    const string Publish =
        "update studio_selections set state = 'published', published_at = @Now, version = version + 1 where id = @id";
    const string Chosen = """
        select c.studio_id, c.title, s.scope_key
        from studio_candidates c
        join studios s on s.id = c.studio_id
        where c.selection_id = @id and c.chosen
        order by c.studio_id
        """;
    const string Award = """
        insert into studio_levels (id, scope_key, studio_id, selection_id, level, year, title, awarded_on)
        values (@row, @ScopeKey, @StudioId, @id, @Level, @Year, @Title, @today)
        """;
    const string Grant = """
        insert into studio_grants (id, scope_key, studio_id, amount, granted_on, selection_id, recorded_by)
        values (@row, @ScopeKey, @StudioId, @GrantEach, @today, @id, @by)
        """;

    [EndpointSummary("评定 Choose among those who meet the standards")]
    public static async Task<IResult> Handle(
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
        {
            check.That(
                c.StudioId is { } studio && candidates.ContainsKey(studio),
                $"/chosen/{i}/studioId",
                PlatformProblems.Unknown
            );
            check.That(
                chosen.Take(i).All(d => d.StudioId != c.StudioId),
                $"/chosen/{i}/studioId",
                PlatformProblems.Duplicate
            );
            check.OptionalText($"/chosen/{i}/title", c.Title, 100);
        }
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
                    title = string.IsNullOrWhiteSpace(c.Title) ? null : c.Title.Trim(),
                },
                ct
            );
        await session.Execute(Decide, new { id }, ct);
        return await GetSelection.Handle(id, session, ct);
    }

    [EndpointSummary("公布 Publish: levels and grants")]
    public static async Task<IResult> HandlePublish(Guid id, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        var selection = await Selection.HoldAsync(id, session, ct);
        ifMatch.Check(selection.Version);
        if (selection.State != "decided")
            throw new ProblemException(Problems.SelectionNotDecided);
        foreach (var studio in await session.Query<Winner>(Chosen, new { id }, ct))
        {
            var row = new
            {
                row = Guid.CreateVersion7(session.Now),
                studio.ScopeKey,
                studio.StudioId,
                id,
                selection.Level,
                selection.Year,
                studio.Title,
                selection.GrantEach,
                today = session.Today,
                by = session.Caller.SubjectId,
            };
            await session.Execute(Award, row, ct);
            if (selection.GrantEach > 0)
                await session.Execute(Grant, row, ct);
        }
        await session.Execute(Publish, new { id, session.Now }, ct);
        return await GetSelection.Handle(id, session, ct);
    }

    sealed record Candidate(Guid StudioId, string[] Failed);

    sealed record Winner(Guid StudioId, string? Title, string ScopeKey);
}
