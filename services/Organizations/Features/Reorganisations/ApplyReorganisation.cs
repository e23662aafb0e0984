using Contracts.Organizations.V1;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>
/// 应用区划调整: applies the preview in one transaction, if the result would still be the same. Writers in moved areas wait;
/// others wait for the last step only. Readers see the tree before or after.
/// </summary>
static class ApplyReorganisation
{
    /// <summary>
    /// Households directly in the divided division, outside the divisions that go into a part.
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

    [EndpointSummary("应用区划调整 Apply a previewed reorganisation (If-Match)")]
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

    /// <exception cref="ProblemException">ORG-0156: since the comparison with the preview, other people gained or lost
    /// access, or households came or went.</exception>
    static async Task RecheckAsync(Plan plan, Sight sight, Session session, CancellationToken ct)
    {
        var same = sight.IsSame(await Sight.OfAsync(plan, session, ct));
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

    static async Task DoAsync(Guid id, Plan plan, Sight sight, Session session, CancellationToken ct)
    {
        await PlannedDivisions.KeepAsync(id, plan, session, ct);
        var tree = await TreeChange.MoveKeysAsync(
            plan.Moves,
            () => RecheckAsync(plan, sight, session, ct),
            session,
            ct
        );
        await PlannedDivisions.WriteAsync(plan, session, ct);
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
        await TreeChange.PublishAsync(
            tree,
            plan.Moves,
            [.. plan.Added.Select(a => a.Id), .. plan.Ended, .. plan.Changed.Select(c => c.Id)],
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
