using Contracts;
using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>
/// 撤销区划调整: within 30 days everything returns to its former place and the new divisions never existed, unless the tree
/// has changed since: by a later reorganisation of the same divisions, another change of one of them, or posts,
/// coverages and organizations of the new ones. Other records entered there since go to the whole of a split, or to the
/// parent of a merger: nobody gains access to them.
/// </summary>
static class UndoReorganisation
{
    const string Moves = """
        select from_key as "from", to_key as "to"
        from platform.relocations
        where tree_version = @TreeVersion
        order by position
        """;

    /// <summary>
    /// Households still at the place that the reorganisation gave them: one that Census has moved since stays.
    /// </summary>
    const string Placements = """
        select p.household_id, p.former_key as key, @whole as "from"
        from reorganisation_placements p
        join households h on h.id = p.household_id and h.scope_key = p.scope_key
        where p.reorganisation_id = @id
        """;

    const string Finish = """
        update reorganisations
        set state = 'undone', version = version + 1, undo_version = @version, undone_by = @by, undone_at = @Now
        where id = @id
        """;

    [EndpointSummary("撤销区划调整 Undo a reorganisation within 30 days (If-Match)")]
    [MovesAreas]
    public static async Task<Ok<ReorganisationRow.Answer>> Handle(
        Guid id,
        IfMatch match,
        Session session,
        CancellationToken ct
    )
    {
        var row = await ReorganisationRow.LockAsync(id, session, ct);
        match.Check(row.Version);
        if (row.State != "applied")
            throw new ProblemException(Problems.NotApplied);
        if (session.Now > row.AppliedAt + Reorganisation.Undoable)
            throw new ProblemException(Problems.UndoTooLate);
        await CheckScopeAsync(row.Asked, session, ct);
        return await session.AsSystem(
            async () =>
            {
                await UndoAsync(row, session, ct);
                return TypedResults.Ok((await ReorganisationRow.LockAsync(id, session, ct)).ToAnswer());
            },
            ct
        );
    }

    /// <summary>Both ends of the reverse move must lie in the caller's area, as at the application.</summary>
    static async Task CheckScopeAsync(Request asked, Session session, CancellationToken ct)
    {
        foreach (
            var division in new[] { asked.DivisionId, asked.ParentId }.OfType<Guid>().Concat(asked.DivisionIds ?? [])
        )
            if (
                !await session.Find<bool>(
                    """
                    select exists (
                        select from divisions d
                        join platform.ranges() r on d.key >= r.lo and d.key < r.hi
                        where d.id = @division
                    )
                    """,
                    new { division },
                    ct
                )
            )
                throw new ProblemException(PlatformProblems.NotFound);
    }

    static async Task UndoAsync(ReorganisationRow row, Session session, CancellationToken ct)
    {
        // The divisions made by a merger or a split end first, without concurrent writes in them.
        if (row.Kind != "move")
            await session.LockTree(ct);
        await DivisionTree.LockAsync(session, ct);
        var divisions = await TouchedDivision.OfAsync(row.Id, session, ct);
        var (added, old) = (divisions.Where(d => d.IsNew).ToList(), divisions.Where(d => !d.IsNew).ToList());
        // The new keys, and the key that receives records entered there since.
        var fresh = added.Concat(old.Where(d => d.Id == row.Asked.Into)).Select(d => d.Key).ToArray();
        var whole = row.Kind switch
        {
            "split" => divisions.First(d => d.Id == row.Asked.DivisionId).Key,
            "merge" => fresh[0][..^DivisionKey.Width],
            _ => "",
        };
        await UndoObstacles.CheckAsync(row, divisions, [.. added.Select(a => a.Id)], fresh, session, ct);

        var placements = await session.Query<HouseholdPlacement>(Placements, new { row.Id, whole }, ct);
        var moves = Reorganisation.Back(await session.Query<KeyMove>(Moves, row, ct), fresh, whole);
        var args = new
        {
            row.Id,
            row.Asked.Into,
            added = added.Select(a => a.Id).ToArray(),
            old = old.Select(d => d.Id).ToArray(),
            successors = divisions.Select(d => d.Id).ToArray(),
        };
        List<Area> gone =
        [
            .. await session.Query<Area>(
                """
                select id, parent_id, key, code, name, level, valid_from, valid_from as valid_to, kind
                from divisions
                where id = any (@added)
                """,
                args,
                ct
            ),
        ];
        // New divisions go first: the part's key becomes the whole's, which is still taken.
        foreach (var first in FormerDivisions.RemovesNew)
            await session.Execute(first, args, ct);
        var tree = await TreeChange.MoveKeysAsync(moves, () => Task.CompletedTask, session, ct);
        foreach (var then in FormerDivisions.Restores)
            await session.Execute(then, args, ct);
        await TreeChange.PlaceAsync(placements, session, ct);
        await TreeChange.PublishAsync(tree, moves, [.. old.Select(d => d.Id)], gone, placements, [], session, ct);
        await session.Execute(
            Finish,
            new
            {
                row.Id,
                version = tree.Version,
                by = session.Caller.SubjectId,
                session.Now,
            },
            ct
        );
    }
}
