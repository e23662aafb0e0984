using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>Publishes a selection: the chosen studios get their level, and their grants enter the ledger.</summary>
static class PublishSelection
{
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

    [EndpointSummary("公布 Publish a selection: levels and grants")]
    public static async Task<Ok<GetSelection.Response>> Handle(
        Guid id,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
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

    sealed record Winner(Guid StudioId, string? Title, string ScopeKey);
}
