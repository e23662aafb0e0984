using Contracts.Census.V1;
using Contracts.Organizations.V1;
using ServiceDefaults.Data;

namespace Census.Features.Households;

/// <summary>Moves households, and all rows about them, to other area keys.</summary>
static class HouseholdPlaces
{
    /// <summary>One update a table with rows about a household. @ids: household ids; @keys: their new keys.</summary>
    static readonly string[] Tables =
    [
        """
            update households x
            set scope_key = p.key, version = version + 1,
                division_id = coalesce(
                    (select id from platform.areas a where a.key = p.key and a.valid_to is null limit 1), division_id
                )
            from unnest(@ids, @keys) p (id, key)
            where x.id = p.id
            """,
        """
            update residents x
            set scope_key = p.key, version = version + 1
            from unnest(@ids, @keys) p (id, key)
            where x.household_id = p.id
            """,
        """
            update household_categories x
            set scope_key = p.key
            from unnest(@ids, @keys) p (id, key)
            where x.household_id = p.id
            """,
        "update household_grams x set scope_key = p.key from unnest(@ids, @keys) p (id, key) where x.household_id = p.id",
        """
            update visits x
            set scope_key = p.key, version = version + 1
            from unnest(@ids, @keys) p (id, key)
            where x.household_id = p.id
            """,
        """
            update needs x
            set scope_key = p.key, version = version + 1
            from unnest(@ids, @keys) p (id, key)
            where x.household_id = p.id
            """,
        "update need_timeline x set scope_key = p.key from unnest(@ids, @keys) p (id, key) where x.household_id = p.id",
    ];

    /// <summary>
    /// The placements to apply: the household has another key, and the placement has no start key, or the household
    /// lies at the start key, or below it in no division that still exists.
    /// </summary>
    const string Elsewhere = """
        select p.id as household_id, p.key, p.start as "from"
        from unnest(@ids, @keys, @froms) p (id, key, start)
        join households h on h.id = p.id
        where h.scope_key <> p.key and (p.start is null or (h.scope_key >= p.start and h.scope_key < p.start || '~'
            and not exists (
                select from platform.areas a
                where a.valid_to is null
                    and length(a.key) > length(p.start)
                    and a.key = any (
                        array(select left(h.scope_key, i) from generate_series(1, length(h.scope_key)) i)
                    )
            )))
        """;

    const string Residents = """
        select household_id, array_agg(id order by id) as ids
        from residents
        where household_id = any (@ids)
        group by household_id
        """;

    /// <summary>Applies the placements and publishes HouseholdMoved for each household that moves.</summary>
    /// <returns>The number of households moved.</returns>
    public static async Task<int> PlaceAsync(
        IReadOnlyList<HouseholdPlacement> placements,
        Session session,
        CancellationToken ct
    )
    {
        if (placements.Count == 0)
            return 0;
        var moved = await session.Query<HouseholdPlacement>(
            Elsewhere,
            new
            {
                ids = placements.Select(p => p.HouseholdId).ToArray(),
                keys = placements.Select(p => p.Key).ToArray(),
                froms = placements.Select(p => p.From).ToArray(),
            },
            ct
        );
        var ids = moved.Select(m => m.HouseholdId).ToArray();
        var residents = (await session.Query<Household>(Residents, new { ids }, ct)).ToDictionary(
            h => h.HouseholdId,
            h => h.Ids
        );
        var keys = moved.Select(m => m.Key).ToArray();
        foreach (var table in Tables)
            session.Defer(table, new { ids, keys });
        foreach (var m in moved)
        {
            var people = residents.GetValueOrDefault(m.HouseholdId) ?? [];
            session.Publish(new HouseholdMoved(m.HouseholdId, m.Key, people));
            session.RecordAccess(people);
        }
        return moved.Count;
    }

    sealed record Household(Guid HouseholdId, Guid[] Ids);
}
