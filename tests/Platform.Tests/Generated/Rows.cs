using Testing;

namespace Platform.Tests.Generated;

/// <summary>A row of a service.</summary>
/// <param name="Guarded">True if its table has a row policy; other rows are public.</param>
sealed record Row(string Service, string Table, Guid Id, bool Guarded);

/// <summary>
/// Finds the new rows of all databases since the last call, in every table with an id and an area.
/// </summary>
sealed class Rows(WholePlatform platform)
{
    const string Tables = """
        select c.oid::regclass::text as name, c.relname as short, c.relrowsecurity as guarded
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'platform') and c.relkind = 'r' and c.relname <> 'grants'
          and exists (
              select from pg_attribute a
              where a.attrelid = c.oid and a.attname = 'id' and a.atttypid = 'uuid'::regtype
          )
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('scope_key', 'key'))
        order by 1
        """;
    readonly HashSet<(string, string, Guid)> _known = [];

    public async Task<IReadOnlyList<Row>> NewAsync()
    {
        List<Row> all = [];
        foreach (var (service, database) in platform.Databases)
        {
            var tables = await database.Query<Table>(Tables);
            var sql = string.Join(
                " union all ",
                tables.Select(t => $"select '{t.Short}' as table, id, {t.Guarded} as guarded from {t.Name}")
            );
            all.AddRange((await database.Query<Found>(sql)).Select(r => new Row(service, r.Table, r.Id, r.Guarded)));
        }
        // UUIDs of version 7 sort by time of creation.
        return [.. all.Where(r => _known.Add((r.Service, r.Table, r.Id))).OrderBy(r => r.Id.ToString())];
    }

    sealed record Table(string Name, string Short, bool Guarded);

    sealed record Found(string Table, Guid Id, bool Guarded);
}
