using Organizations.Domain;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>The divisions that a complete table abolishes.</summary>
static class Abolition
{
    const string Living = """
        select id, parent_id, key, code, name, kind, level, valid_from, since
        from divisions
        where valid_to is null and level <= $1 and key >= $2 and key < $2 || '~'
        order by key
        """;

    /// <summary>
    /// Divisions in the file's area, at the file's levels, that no row names or continues. Zones and divisions below
    /// them are not part of the table.
    /// </summary>
    public static async Task<List<KnownDivision>> FindAsync(
        DivisionForest forest,
        TableDiff diff,
        ImportRun run,
        CancellationToken ct
    )
    {
        var there = forest
            .Entries.Where(e => e.IsKnown)
            .Select(e => e.Id)
            .Concat(diff.Successions.Select(s => s.From.Id))
            .ToHashSet();
        var deepest = Math.Min(5, forest.Entries.Select(e => e.Level).DefaultIfEmpty().Max());
        List<KnownDivision> abolished = [];
        foreach (
            var top in forest
                .Entries.Where(e => e.Upper is null && e.IsAbove && e.Known is not null)
                .Select(e => e.Known!.Key)
        )
        {
            var zone = "~";
            await using var command = new Npgsql.NpgsqlCommand(Living, await run.Session.GetConnection(ct))
            {
                Parameters =
                {
                    new() { Value = deepest },
                    new() { Value = top },
                },
            };
            command.CommandTimeout = run.Session.CommandTimeout ?? command.CommandTimeout;
            await using var r = await command.ExecuteReaderAsync(ct);
            while (await r.ReadAsync(ct))
            {
                var (id, key, kind) = (r.GetGuid(0), r.GetString(2), r.GetString(5));
                if (kind == DivisionKind.Zone)
                    zone = key;
                if (key.StartsWith(zone, StringComparison.Ordinal) || there.Contains(id))
                    continue;
                abolished.Add(
                    new(
                        id,
                        r.IsDBNull(1) ? null : r.GetGuid(1),
                        key,
                        r.GetString(3),
                        r.GetString(4),
                        kind,
                        r.GetInt32(6),
                        r.GetFieldValue<DateOnly>(7),
                        r.GetFieldValue<DateOnly>(8)
                    )
                );
            }
        }
        return abolished;
    }
}
