using Contracts;
using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>
/// 撤销区划调整: within 30 days everything goes back to where it was and what was new never was, unless the tree has been
/// built on since: by a later reorganisation of the same divisions, another change of one of them, or posts, coverages
/// and organizations of what was new. What else was entered there since goes to the whole of a split, or above a
/// merger: nobody sees it who did not.
/// </summary>
static class UndoReorganisation
{
    const string Moves = """
        select from_key as "from", to_key as "to"
        from platform.relocations
        where tree_version = @TreeVersion
        order by position
        """;
    const string Divisions = """
        select r.division_id as id, r.before is null as is_new, d.name, d.key,
            coalesce(d.version = r.left_at, false) as is_same,
            (r.before ->> 'parent_id') is not null
            and not exists (
                   select from divisions p where p.id = (r.before ->> 'parent_id')::uuid and (p.valid_to is null
                   or exists (
                       select from reorganisation_divisions e where e.reorganisation_id = @id and e.division_id = p.id
                   ))) as is_orphan
        from reorganisation_divisions r left join divisions d on d.id = r.division_id where r.reorganisation_id = @id
        """;

    /// <summary>Later ones that reached into the same keys: something above, something below or the same.</summary>
    const string Later = """
        with touched as (
            select r.id, r.kind, r.tree_version, k.key from reorganisations r cross join lateral (
                select from_key as key
                from platform.relocations l
                where l.tree_version = r.tree_version
                union
                select to_key
                from platform.relocations l
                where l.tree_version = r.tree_version
                union
                select d.key
                from reorganisation_divisions c
                join divisions d on d.id = c.division_id
                where c.reorganisation_id = r.id) k
            where r.state = 'applied' and r.tree_version >= @TreeVersion)
        select distinct o.id, o.kind
        from touched m
        join touched o on o.id <> m.id and (starts_with(o.key, m.key) or starts_with(m.key, o.key))
        where m.id = @id
        """;

    /// <summary>
    /// Households that still lie where they were put: one that Census has moved since stays where it is.
    /// </summary>
    const string Placements = """
        select p.household_id, p.former_key as key, @whole as "from"
        from reorganisation_placements p
        join households h on h.id = p.household_id and h.scope_key = p.scope_key
        where p.reorganisation_id = @id
        """;
    const string Taken = """
        select o.code, o.name
        from reorganisation_divisions r
        cross join lateral jsonb_populate_record(null::divisions, r.before) b
        join divisions o on o.code = b.code
            and o.valid_to is null
            and not exists (
                select from reorganisation_divisions c where c.reorganisation_id = @id and c.division_id = o.id
            )
        where r.reorganisation_id = @id and r.before is not null and b.valid_to is null
        """;
    const string NewRecords = """
        select held, number from living_records_of(@merged, @ids, @Today, @Now)
        union all
        select 'divisions', count(*)
        from unnest(@keys) k
        join divisions d on d.key > k and d.key < k || '~' and length(d.key) = length(k) + 3
        where not exists (
            select from reorganisation_divisions r where r.reorganisation_id = @id and r.division_id = d.id
        )
        having count(*) > 0
        """;
    const string Forget = """
        delete from division_successors s using reorganisations r
        where r.id = @id
            and s.since = (r.applied_at at time zone 'Asia/Shanghai')::date
            and s.relation in ('merged', 'split')
            and s.division_id = any (@old)
            and s.successor_id = any (@successors)
        """;
    const string ForgetStates = """
        delete
        from division_history h
        using reorganisation_divisions r
        where r.reorganisation_id = @id and h.id = r.history_id
        """;
    const string Uncentre = "delete from division_points where division_id = any (@added)";

    /// <summary>
    /// What something names, if only in the past, stays known as what never was. Its key, and that of the sister who
    /// took in the others, lie apart while keys move.
    /// </summary>
    const string SetAside = """
        update divisions
        set key = '~' || key, valid_to = case when id = any (@added) then valid_from else valid_to end,
            since = case when id = any (@added) then valid_from else since end,
               version = version + 1
        where id = any (array(select named_divisions(@added))) or id = @Into
        """;
    const string Remove = "delete from divisions where id = any (@added) and key < '~'";
    const string PutBack = "update divisions set key = substr(key, 2) where id = any (@added)";

    /// <summary>One may have had the code of another.</summary>
    const string LetGo = """
        update divisions d set code = '-' || d.code from reorganisation_divisions r
        where r.reorganisation_id = @id
            and d.id = r.division_id
            and r.before is not null
            and d.code <> r.before ->> 'code'
        """;
    const string Restore = """
        update divisions d
        set parent_id = b.parent_id, key = b.key, code = b.code, name = b.name, valid_to = b.valid_to,
            since = b.since, version = d.version + 1
        from reorganisation_divisions r
        cross join lateral jsonb_populate_record(null::divisions, r.before) b
        where r.reorganisation_id = @id and r.before is not null and d.id = r.division_id
        """;

    /// <summary>Who left a division as it is again now has left it at the version it has now.</summary>
    const string LeftAgain = """
        update reorganisation_divisions o
        set left_at = d.version
        from reorganisation_divisions r
        join divisions d on d.id = r.division_id
        where r.reorganisation_id = @id
            and o.division_id = r.division_id
            and o.reorganisation_id <> r.reorganisation_id
            and o.left_at = (r.before ->> 'version')::bigint
        """;
    const string Finish = """
        update reorganisations
        set state = 'undone', version = version + 1, undo_version = @version, undone_by = @by, undone_at = @Now
        where id = @id
        """;

    public static async Task<IResult> Handle(Guid id, IfMatch match, Session session, CancellationToken ct)
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

    /// <summary>What goes back must be hers at both ends, as it was when it came.</summary>
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
        // What a merger or a split made goes first, and nobody may write in it meanwhile.
        if (row.Kind != "move")
            await session.TakeAloneAsync(ct);
        await DivisionTree.LockAsync(session, ct);
        var divisions = await session.Query<Touched>(Divisions, new { row.Id }, ct);
        var (added, old) = (divisions.Where(d => d.IsNew).ToList(), divisions.Where(d => !d.IsNew).ToList());
        // The keys that are new, and the one that takes in what was entered there since.
        var fresh = added.Concat(old.Where(d => d.Id == row.Asked.Into)).Select(d => d.Key).ToArray();
        var whole = row.Kind switch
        {
            "split" => divisions.First(d => d.Id == row.Asked.DivisionId).Key,
            "merge" => fresh[0][..^DivisionKey.Width],
            _ => "",
        };
        await CheckAsync(row, divisions, [.. added.Select(a => a.Id)], fresh, session, ct);

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
        // What was new goes first: a part's key becomes the whole's, which has it still.
        foreach (var first in new[] { Forget, Uncentre, SetAside, Remove })
            await session.Execute(first, args, ct);
        var tree = await TreeChange.MoveKeysAsync(moves, () => Task.CompletedTask, session, ct);
        foreach (var then in new[] { PutBack, ForgetStates, LetGo, Restore, LeftAgain })
            await session.Execute(then, args, ct);
        await TreeChange.PlaceAsync(placements, session, ct);
        await TreeChange.TellAsync(tree, moves, [.. old.Select(d => d.Id)], gone, placements, [], session, ct);
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

    /// <exception cref="ProblemException">ORG-0158 or ORG-0159, with what stands in the way.</exception>
    static async Task CheckAsync(
        ReorganisationRow row,
        IReadOnlyList<Touched> divisions,
        Guid[] ids,
        string[] keys,
        Session session,
        CancellationToken ct
    )
    {
        List<FieldError> later =
        [
            .. (await session.Query<Other>(Later, new { row.Id, row.TreeVersion }, ct)).Select(o =>
                Problems.LaterOne(o.Id, o.Kind).At("")
            ),
        ];
        later.AddRange(
            divisions
                .Where(d => !d.IsSame || d.IsOrphan)
                .Select(d => Problems.ChangedSince(d.Name ?? d.Id.ToString()).At(""))
        );
        later.AddRange(
            (await session.Query<Bearer>(Taken, new { row.Id }, ct)).Select(t =>
                Problems.CodeTakenSince(t.Code, t.Name).At("")
            )
        );
        if (later.Count > 0)
            throw new ProblemException(Problems.BuiltUponSince, later);
        if (keys.Length == 0)
            return;
        var held = await session.Query<Holding>(
            NewRecords,
            new
            {
                row.Id,
                keys,
                merged = row.Kind == "merge" ? keys : [],
                ids,
                session.Today,
                session.Now,
            },
            ct
        );
        if (held.Count > 0)
            throw new ProblemException(
                Problems.RecordsSince,
                [.. held.Select(h => Problems.LiesThere(h.Held, h.Number).At(""))]
            );
    }

    sealed record Touched(Guid Id, bool IsNew, string? Name, string Key, bool IsSame, bool IsOrphan);

    sealed record Other(Guid Id, string Kind);

    sealed record Bearer(string Code, string Name);

    sealed record Holding(string Held, long Number);
}
