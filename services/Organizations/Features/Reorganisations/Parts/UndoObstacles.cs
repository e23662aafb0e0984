using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

/// <summary>Later changes that depend on a reorganisation.</summary>
static class UndoObstacles
{
    /// <summary>Later reorganisations that touch the same keys: above, below or the same.</summary>
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

    /// <exception cref="ProblemException">ORG-0158 or ORG-0159, with the obstacles.</exception>
    public static async Task CheckAsync(
        ReorganisationRow row,
        IReadOnlyList<TouchedDivision> divisions,
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

    sealed record Other(Guid Id, string Kind);

    sealed record Bearer(string Code, string Name);

    sealed record Holding(string Held, long Number);
}
