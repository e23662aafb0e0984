using Contracts;
using Contracts.Organizations.V1;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;

namespace Organizations.Features.Reorganisations;

/// <summary>Moves the tree to its next version, forward or back: first all keys, then the events.</summary>
static class TreeChange
{
    const string Retire = "insert into retired_keys (key) select unnest(@keys)";
    static readonly string[] Place =
    [
        "update households x set scope_key = p.key from unnest(@ids, @keys) p (id, key) where x.id = p.id",
        """
            update coverages x
            set scope_key = p.key, version = version + 1
            from unnest(@ids, @keys) p (id, key)
            where x.household_id = p.id
            """,
        """
            update coverage_leads x
            set scope_key = p.key, version = version + 1
            from unnest(@ids, @keys) p (id, key)
            where x.household_id = p.id
            """,
        // A household's participation and selection move to the part, unless the selection had ended before.
        """
            update participations x
            set scope_key = p.key, division_id = coalesce(division_at(p.key, c.base_level), x.division_id)
            from unnest(@ids, @keys) p (id, key), campaigns c
            where x.household_id = p.id and c.id = x.campaign_id
              and not exists (
                  select from campaign_finals f
                  where f.campaign_id = x.campaign_id and f.level = c.base_level and f.division_id = x.division_id
              )
            """,
        """
            update selections x
            set scope_key = p.key, division_id = coalesce(division_at(p.key, x.level), x.division_id)
            from unnest(@ids, @keys) p (id, key)
            where x.household_id = p.id
                and not exists (
                    select from campaign_finals f
                    where f.campaign_id = x.campaign_id and f.level = x.level and f.division_id = x.division_id
                )
            """,
    ];
    const string Areas = """
        select id, parent_id, key, code, name, level, valid_from, valid_to, kind
        from divisions
        where id = any (@ids)
        order by key
        """;

    /// <summary>
    /// Rewrites the keys, most of them while others write elsewhere. From here on the session must stay the system's:
    /// the caller's own areas may have moved.
    /// </summary>
    /// <param name="recheck">Checks again what others could change before they were locked out.</param>
    /// <returns>The tree in its new version.</returns>
    public static async Task<DivisionTree.Tree> MoveKeysAsync(
        IReadOnlyList<KeyMove> moves,
        Func<Task> recheck,
        Session session,
        CancellationToken ct
    )
    {
        var tree = await DivisionTree.LockAsync(session, ct);
        await session.MoveAheadAsync(tree.Version + 1, moves, ct);
        await session.LockTree(ct);
        await SeparateAreas.CheckAsync(moves, session, ct);
        await recheck();
        tree = await DivisionTree.NextVersionAsync(tree, session, ct);
        await session.RelocateAsync(tree.Version, moves, ct);
        if (moves.Count > 0)
            await session.Execute(Retire, new { keys = moves.Select(m => m.From).ToArray() }, ct);
        return tree;
    }

    /// <summary>Call it when the target divisions exist.</summary>
    public static async Task PlaceAsync(
        IReadOnlyList<HouseholdPlacement> placements,
        Session session,
        CancellationToken ct
    )
    {
        if (placements.Count == 0)
            return;
        var args = new
        {
            ids = placements.Select(p => p.HouseholdId).ToArray(),
            keys = placements.Select(p => p.Key).ToArray(),
        };
        foreach (var sql in Place)
            await session.Execute(sql, args, ct);
    }

    /// <summary>
    /// Publishes the change in the order of the tree's versions; what exceeds one message follows as pages.
    /// </summary>
    /// <param name="ids">The divisions that changed, new and ended ones first.</param>
    /// <param name="gone">Divisions that never existed.</param>
    public static async Task PublishAsync(
        DivisionTree.Tree tree,
        IReadOnlyList<KeyMove> moves,
        Guid[] ids,
        IReadOnlyList<Area> gone,
        IReadOnlyList<HouseholdPlacement> placements,
        IReadOnlyList<KeyMove> remainders,
        Session session,
        CancellationToken ct
    )
    {
        var order = ids.Select((id, i) => (id, i)).ToDictionary(x => x.id, x => x.i);
        var areas = gone.Concat((await session.Query<Area>(Areas, new { ids }, ct)).OrderBy(a => order[a.Id])).ToList();
        session.Publish(
            new DivisionsReorganised(
                tree.Id,
                tree.Version,
                moves,
                [.. areas.Take(DivisionPages.Size)],
                placements.Count == 0 ? null : placements,
                remainders.Count == 0 ? null : remainders
            )
        );
        var more = areas.Skip(DivisionPages.Size).ToList();
        await DivisionPages.PublishAsync(tree, more.Count, more, Task.CompletedTask, session, ct);
    }
}
