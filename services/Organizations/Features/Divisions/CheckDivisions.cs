using Npgsql;
using NpgsqlTypes;
using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>The dry run: each row by itself while it streams into division_rows, then the set against itself and against the tree.</summary>
static class CheckDivisions
{
    const string Copy = "copy division_rows (job_id, line, id, code, name, parent_code, level) from stdin (format binary)";

    // The planner has no statistics of rows that have just been copied. It would take `job_id = $1` for a handful of them; of this form it expects half the table.
    // And it may not loop over two sets: what must be looked up in the tree is looked up by index in a scalar subquery, the rest is hashed.
    internal const string Mine = "case when s.job_id = $1 then true end";
    internal const string HashOnly = "set local enable_nestloop = off; set local enable_mergejoin = off";

    const string Twice =
        $"""
        select s.line, s.code, t.first from division_rows s
        join (select s.code, min(s.line) as first from division_rows s where {Mine} group by s.code having count(*) > 1) t on t.code = s.code
        where {Mine} and s.line > t.first order by s.line
        """;
    const string Orphans =
        $"""
        with missing as materialized (
            select p.parent_code from (select distinct s.parent_code from division_rows s where {Mine} and s.parent_code <> '') p
            where p.parent_code not in (select s.code from division_rows s where {Mine})
              and (select d.id from divisions d where d.code = p.parent_code and d.valid_to is null) is null)
        select s.line, s.code, s.parent_code from division_rows s join missing using (parent_code) where {Mine} order by s.line
        """;
    const string Compare =
        $"""
        select (count(*) filter (where t.name is null))::int, (count(*) filter (where t.name <> t.new_name))::int, (count(*) filter (where t.name = t.new_name))::int
        from (select s.name as new_name, (select d.name from divisions d where d.code = s.code and d.valid_to is null) as name from division_rows s where {Mine} offset 0) t
        """;

    public static async Task<ImportCounts> RunAsync(ImportRun run, CancellationToken ct)
    {
        await StageAsync(run, ct);
        run.Basis = BasisOf(await run.Session.Find<long>("select version from division_tree", ct: ct));
        return await CompareAsync(run, ct);
    }

    public static async Task StageAsync(ImportRun run, CancellationToken ct)
    {
        await DiscardAsync(run.Id, run.Session, ct);
        var area = await AreaAsync(run, ct);
        var now = run.Session.Now;
        await using var copy = await (await run.Session.Ready(ct)).BeginBinaryImportAsync(Copy, ct);
        await run.ReadAsync(row =>
        {
            var (code, name, parent) = (row.Values[0], row.Values[1], row.Values[2]);
            if (DivisionFile.Check(code, name, parent, area, out var level) is { } broken)
            {
                run.Reject(row.Line, code, broken);
                return;
            }
            copy.StartRow();
            copy.Write(run.Id, NpgsqlDbType.Uuid);
            copy.Write(row.Line, NpgsqlDbType.Integer);
            copy.Write(Guid.CreateVersion7(now), NpgsqlDbType.Uuid);
            copy.Write(code, NpgsqlDbType.Text);
            copy.Write(name, NpgsqlDbType.Text);
            copy.Write(parent, NpgsqlDbType.Text);
            copy.Write(level, NpgsqlDbType.Integer);
        }, ct);
        await copy.CompleteAsync(ct);
    }

    public static string BasisOf(long treeVersion) => treeVersion.ToString(null, null);

    /// <summary>Rejects duplicates and orphans and counts what would change.</summary>
    public static async Task<ImportCounts> CompareAsync(ImportRun run, CancellationToken ct)
    {
        await run.Session.Execute(HashOnly, ct: ct);
        await RejectAsync(run, Twice, r => new("duplicate-code", $"代码与第 {r.GetInt32(2)} 行重复", $"the code is the same as in line {r.GetInt32(2)}"), ct);
        await RejectAsync(run, Orphans, r => new("parent-missing", $"上级 {r.GetString(2)} 既不在文件中（或该行被拒），也不在现有区划中", $"the parent {r.GetString(2)} is neither in the file (or was rejected there) nor in the tree"), ct);
        await using var command = await run.CommandAsync(Compare, ct, run.Id);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2));
    }

    public static Task DiscardAsync(Guid id, Session session, CancellationToken ct) => session.Execute("delete from division_rows where job_id = @id", new { id }, ct);

    static async Task RejectAsync(ImportRun run, string sql, Func<NpgsqlDataReader, ImportRule> rule, CancellationToken ct)
    {
        await using var command = await run.CommandAsync(sql, ct, run.Id);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) run.Reject(reader.GetInt32(0), reader.GetString(1), rule(reader));
    }

    /// <summary>The sender's areas as code prefixes; everything for whoever holds the root.</summary>
    static async Task<Func<string, bool>> AreaAsync(ImportRun run, CancellationToken ct)
    {
        if (run.Areas.Contains("")) return _ => true;
        var areas = await run.Session.Query<Area>("select code, level from divisions where key = any (@keys)", new { keys = run.Areas.ToArray() }, ct);
        return code => areas.Any(a => DivisionCode.LiesIn(code, a.Code, Math.Min(a.Level, 5)));
    }

    sealed record Area(string Code, int Level);
}
