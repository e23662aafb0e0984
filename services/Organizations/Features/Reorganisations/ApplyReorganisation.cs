using Contracts.Organizations.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>
/// 应用区划调整: does what was previewed, all of it in one transaction, if it would still do the same. Who writes in what
/// moves waits; others wait for its last step only. Readers see the tree before or after.
/// </summary>
static class ApplyReorganisation
{
    /// <summary>What each division was, so that it can be that again.</summary>
    const string Keep = """
        insert into reorganisation_divisions (reorganisation_id, division_id, before)
        select @id, d.id, to_jsonb(d)
        from divisions d
        where d.id = any (@Touched)
        union all select @id, a, null from unnest(@added) a
        """;

    /// <summary>What each was until today; one that ends needs no former state.</summary>
    const string Remember = """
        with h as (
            insert into division_history (division_id, parent_id, key, code, name, kind, level, valid_from, valid_to)
            select id, parent_id, key, code, name, kind, level, since, greatest(since, @Today)
            from divisions
            where id = any (@changed)
            returning id, division_id)
        update reorganisation_divisions r
        set history_id = h.id
        from h
        where r.reorganisation_id = @id and r.division_id = h.division_id
        """;
    const string End =
        "update divisions set valid_to = greatest(since, @Today), version = version + 1 where id = any (@ended)";
    const string Change = """
        update divisions d
        set parent_id = n.parent, code = n.code, name = n.name, key = coalesce(n.key, d.key),
            since = greatest(d.since, @Today), version = d.version + 1
        from unnest(@ids, @parents, @codes, @names, @keys) n (id, parent, code, name, key) where d.id = n.id
        """;
    const string Add = """
        insert into divisions (id, parent_id, key, code, name, kind, level, valid_from, since)
        select id, parent, key, code, name, kind, level, @Today, @Today
        from unnest(
            @ids, @parents, @keys, @codes, @names, @kinds, @levels
        ) n (id, parent, key, code, name, kind, level)
        """;
    const string Succeed = """
        insert into division_successors (division_id, successor_id, relation, since)
        select e, s, @relation, @Today
        from unnest(@ended) e
        cross join unnest(@successors) s
        on conflict do nothing
        """;

    /// <summary>
    /// Households that lie in the whole of a split, but in none of the divisions that go into a part.
    /// </summary>
    const string LyingDirectly = """
        select id, scope_key from households h
        where scope_key >= @whole
            and scope_key < @whole || '~'
            and not exists (select from unnest(@below) b where starts_with(h.scope_key, b))
        """;
    const string KeepPlaces = """
        insert into reorganisation_placements (reorganisation_id, household_id, scope_key, former_key)
        select @id, *
        from unnest(@households, @tos, @froms)
        """;
    const string Left = """
        update reorganisation_divisions r
        set left_at = d.version
        from divisions d
        where d.id = r.division_id and r.reorganisation_id = @id
        """;
    const string Finish = """
        update reorganisations
        set state = 'applied', version = version + 1, tree_version = @version, applied_by = @by, applied_at = @Now
        where id = @id
        """;

    public static async Task<IResult> Handle(Guid id, IfMatch match, Session session, CancellationToken ct)
    {
        var row = await ReorganisationRow.LockAsync(id, session, ct);
        match.Check(row.Version);
        if (row.State != "previewed")
            throw new ProblemException(Problems.NotPreviewed);
        var plan = await Planner.PlanAsync(row.Asked, session, ct);
        var report = await Report.OfAsync(plan, session, ct);
        if (!row.Reported.IsSame(report))
            throw new ProblemException(Problems.TreeHasChanged);
        return await session.AsSystem(
            async () =>
            {
                await DoAsync(id, plan, report.Found!, session, ct);
                return TypedResults.Ok((await ReorganisationRow.LockAsync(id, session, ct)).ToAnswer());
            },
            ct
        );
    }

    /// <exception cref="ProblemException">ORG-0156: others see it than those who were shown, or households have come or
    /// gone, since this request compared it with its preview.</exception>
    static async Task RecheckAsync(Plan plan, Report.Sight sight, Session session, CancellationToken ct)
    {
        var same = sight.IsSame(await Report.SightAsync(plan, session, ct));
        if (same && plan.Relation == "split")
        {
            var lying = await session.Query<(Guid, string)>(
                LyingDirectly,
                new
                {
                    whole = plan.Remainders[0].From,
                    below = plan.Moves.SelectMany(m => new[] { m.From, m.To }).ToArray(),
                },
                ct
            );
            same = lying.ToHashSet().SetEquals(plan.Placements.Select(p => (p.HouseholdId, p.From)));
        }
        if (!same)
            throw new ProblemException(Problems.TreeHasChanged);
    }

    static async Task DoAsync(Guid id, Plan plan, Report.Sight sight, Session session, CancellationToken ct)
    {
        var (added, changed, ended) = (plan.Added, plan.Changed, plan.Ended.ToArray());
        var fresh = added.Select(a => a.Id).ToArray();
        var ids = changed.Select(c => c.Id).ToArray();
        await session.Execute(
            Keep,
            new
            {
                id,
                plan.Touched,
                added = fresh,
            },
            ct
        );
        var now = new
        {
            id,
            session.Today,
            changed = ids,
            ended,
        };
        await session.Execute(Remember, now, ct);
        var tree = await TreeChange.MoveKeysAsync(
            plan.Moves,
            () => RecheckAsync(plan, sight, session, ct),
            session,
            ct
        );
        if (ended.Length > 0)
            await session.Execute(End, now, ct);
        if (added.Count > 0)
            await session.Execute(
                Add,
                new
                {
                    ids = fresh,
                    parents = added.Select(a => a.ParentId).ToArray(),
                    keys = added.Select(a => a.Key).ToArray(),
                    codes = added.Select(a => a.Code).ToArray(),
                    names = added.Select(a => a.Name).ToArray(),
                    kinds = added.Select(a => a.Kind).ToArray(),
                    levels = added.Select(a => a.Level).ToArray(),
                    session.Today,
                },
                ct
            );
        await session.Execute(
            Change,
            new
            {
                ids,
                parents = changed.Select(c => c.ParentId).ToArray(),
                codes = changed.Select(c => c.Code).ToArray(),
                names = changed.Select(c => c.Name).ToArray(),
                keys = changed.Select(c => c.Key).ToArray(),
                session.Today,
            },
            ct
        );
        if (ended.Length > 0)
            await session.Execute(
                Succeed,
                new
                {
                    ended,
                    successors = plan.Relation == "split" ? fresh : [fresh.Length > 0 ? fresh[0] : ids[0]],
                    relation = plan.Relation,
                    session.Today,
                },
                ct
            );
        List<HouseholdPlacement> placements =
        [
            .. plan.Placements.Select(p => new HouseholdPlacement(p.HouseholdId, p.To, p.Whole)),
        ];
        await TreeChange.PlaceAsync(placements, session, ct);
        if (placements.Count > 0)
            await session.Execute(
                KeepPlaces,
                new
                {
                    id,
                    households = placements.Select(p => p.HouseholdId).ToArray(),
                    tos = placements.Select(p => p.Key).ToArray(),
                    froms = plan.Placements.Select(p => p.From).ToArray(),
                },
                ct
            );
        await session.Execute(Left, new { id }, ct);
        await TreeChange.TellAsync(
            tree,
            plan.Moves,
            [.. fresh, .. ended, .. ids],
            [],
            placements,
            plan.Remainders,
            session,
            ct
        );
        await session.Execute(
            Finish,
            new
            {
                id,
                version = tree.Version,
                by = session.Caller.SubjectId,
                session.Now,
            },
            ct
        );
    }
}
