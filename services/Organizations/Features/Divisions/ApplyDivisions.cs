using System.Globalization;
using Contracts;
using Contracts.Organizations.V1;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>
/// The checked rows become the tree, in one transaction. A new division gets the next ordinal below its parent; those that are there keep id, ordinal and key. What has changed
/// is published in pages of one tree version, parents before children.
/// </summary>
static class ApplyDivisions
{
    const int PageSize = 1_000;

    const string Remember =
        $"""
        insert into division_history (division_id, code, name, valid_from, valid_to)
        select d.id, d.code, d.name, d.since, $2 from division_rows s join divisions d on d.code = s.code and d.valid_to is null
        where {CheckDivisions.Mine} and d.name <> s.name and d.since < $2 on conflict do nothing
        """;
    const string Rename =
        $"""
        update divisions d set name = s.name, since = greatest(d.since, $2), changed = $3, version = d.version + 1
        from division_rows s where {CheckDivisions.Mine} and d.code = s.code and d.valid_to is null and d.name <> s.name
        """;
    /// <summary>Each row hangs on a division that is there or, step by step, on one of the file's own.</summary>
    const string Add =
        $"""
        with recursive fresh as materialized (
            select s.id, s.code, s.name, s.level, s.parent_code, (row_number() over (partition by s.parent_code order by s.code))::int - 1 as place
            from division_rows s where {CheckDivisions.Mine} and (select d.id from divisions d where d.code = s.code and d.valid_to is null) is null),
        upper as materialized (
            select p.parent_code, d.id, d.key, coalesce((select max(c.ordinal) + 1 from divisions c where c.parent_id = d.id), 0) as next
            from (select distinct parent_code from fresh where parent_code <> '') p left join lateral (select id, key from divisions where code = p.parent_code and valid_to is null) d on true
            union all select '', null, '', coalesce(max(ordinal) + 1, 0) from divisions where parent_id is null),
        placed as materialized (
            select f.id, f.code, f.name, f.level, f.parent_code, u.id as parent_id, u.key as parent_key, u.next + f.place as ordinal, division_ordinal_key(u.next + f.place) as own
            from fresh f join upper u using (parent_code)),
        keyed (id, parent_id, ordinal, key, code, name, level) as (
            select id, parent_id, ordinal, parent_key || own, code, name, level from placed where parent_key is not null
            union all
            select p.id, k.id, p.ordinal, k.key || p.own, p.code, p.name, p.level from placed p join keyed k on k.code = p.parent_code where p.parent_key is null)
        insert into divisions (id, parent_id, ordinal, key, code, name, level, valid_from, since, changed) select id, parent_id, ordinal, key, code, name, level, $2, $2, $3 from keyed
        """;
    const string Changed = "declare changed no scroll cursor for select id, parent_id, key, code, name, level, valid_from, valid_to from divisions where changed = $1 order by level, key";

    public static async Task<ImportCounts> RunAsync(ImportRun run, CancellationToken ct)
    {
        var session = run.Session;
        var tree = (await session.Find<Tree>("select id, version from division_tree for update", ct: ct))!;
        var staged = await session.Find<long>("select count(*) from division_rows where job_id = @Id", new { run.Id }, ct);
        if (staged != run.Checked) await CheckDivisions.StageAsync(run, ct);
        var counts = run.Basis == CheckDivisions.BasisOf(tree.Version) ? run.Counts : await CheckDivisions.CompareAsync(run, ct);
        if (run.Rejected > 0 || counts.Added + counts.Changed == 0) return counts;

        var version = tree.Version + 1;
        var effective = DateOnly.ParseExact(run.Parameters, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        await session.Execute("update division_tree set version = @version", new { version }, ct);
        await session.Execute(CheckDivisions.HashOnly, ct: ct);
        if (counts.Changed > 0)
        {
            await ExecuteAsync(run, Remember, ct, run.Id, effective);
            await ExecuteAsync(run, Rename, ct, run.Id, effective, version);
        }
        if (counts.Added > 0) await ExecuteAsync(run, Add, ct, run.Id, effective, version);
        await PublishAsync(run, tree.Id, version, counts.Added + counts.Changed, ct);
        return counts;
    }

    static async Task PublishAsync(ImportRun run, Guid tree, long version, int count, CancellationToken ct)
    {
        await ExecuteAsync(run, Changed, ct, version);
        var pages = (count + PageSize - 1) / PageSize;
        for (var page = 1; page <= pages; page++)
        {
            var areas = await run.Session.Query<Area>($"fetch {PageSize} from changed", ct: ct);
            run.Session.Publish(new DivisionsPublished(tree, version, page, pages, areas));
            if (page % 8 == 0) await run.Session.FlushAsync(ct);
        }
        await run.Session.Execute("close changed", ct: ct);
    }

    static async Task ExecuteAsync(ImportRun run, string sql, CancellationToken ct, params object?[] args)
    {
        await using var command = await run.CommandAsync(sql, ct, args);
        await command.ExecuteNonQueryAsync(ct);
    }

    sealed record Tree(Guid Id, long Version);
}
