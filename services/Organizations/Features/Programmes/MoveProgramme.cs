using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>
/// Moves a programme, with all below it, from today on; reports of earlier days show the earlier place.
/// </summary>
static class MoveProgramme
{
    /// <param name="ParentId">Null for the top of a tree.</param>
    public sealed record Request(Guid? ParentId);

    /// <summary>Read as the system: the tree extends beyond the caller's area.</summary>
    const string Above = """
        with recursive up as (select id, parent_id, 1 as depth from programmes where id = @parent
            union all
            select p.id, p.parent_id, u.depth + 1
            from up u
            join programmes p on p.id = u.parent_id
            where u.depth < 100)
        select id from up
        """;
    const string Height = """
        with recursive down as (select id, 1 as depth from programmes where id = @id
            union all select p.id, d.depth + 1 from down d join programmes p on p.parent_id = d.id where d.depth < 100)
        select max(depth) from down
        """;
    const string Change = "update programmes set parent_id = @parent, version = version + 1 where id = @id";
    const string End = """
        update programme_parents
        set valid_to = @today
        where programme_id = @id and valid_to is null and valid_from < @today
        """;
    const string Begin = """
        insert into programme_parents (programme_id, parent_id, scope_key, valid_from)
        values (@id, @parent, @ScopeKey, @today)
        on conflict (programme_id, valid_from) do update set parent_id = excluded.parent_id
        """;

    [EndpointSummary("调整上级 Move a programme below another")]
    public static async Task<Ok<GetProgramme.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        await Programme.LockTreesAsync(session, ct);
        var programme = await Programme.HoldAsync(id, session, ct);
        ifMatch.Check(programme.Version);
        if (request.ParentId is { } parentId)
            await CheckAsync(parentId, id, programme.Kind, programme.StartsOn, programme.EndsOn, session, ct);
        if (request.ParentId == programme.ParentId)
            return await GetProgramme.Handle(id, null, session, ct);
        var change = new
        {
            id,
            parent = request.ParentId,
            programme.ScopeKey,
            today = session.Today,
        };
        await session.Execute(Change, change, ct);
        await session.Execute(End, change, ct);
        await session.Execute(Begin, change, ct);
        return await GetProgramme.Handle(id, null, session, ct);
    }

    /// <summary>Refuses a parent that the rules do not allow.</summary>
    /// <param name="id">Null for an unregistered programme.</param>
    public static async Task CheckAsync(
        Guid parentId,
        Guid? id,
        string kind,
        DateOnly startsOn,
        DateOnly endsOn,
        Session session,
        CancellationToken ct
    )
    {
        var parent = await Programme.FindAsync(parentId, session, ct)
            ?? throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Unknown.At("/parentId"));
        var (above, height) = await session.AsSystem(
            async () =>
                (
                    await session.Query<Guid>(Above, new { parent = parentId }, ct),
                    id is null ? 1 : await session.Find<int>(Height, new { id }, ct)
                ),
            ct
        );
        if (id is { } moved && above.Contains(moved))
            throw new ProblemException(Problems.ProgrammeCycle, PlatformProblems.OutOfRange.At("/parentId"));
        if (above.Count + height > ProgrammeRules.Deepest)
            throw new ProblemException(Problems.ProgrammesTooDeep, PlatformProblems.OutOfRange.At("/parentId"));
        if (!ProgrammeRules.MayLieBelow(kind, parent.Kind))
            throw new ProblemException(Problems.KindAbove, PlatformProblems.OutOfRange.At("/parentId"));
        if (!parent.Holds(startsOn) || !parent.Holds(endsOn))
            throw new ProblemException(Problems.OutsidePeriod, PlatformProblems.OutOfRange.At("/parentId"));
    }
}
