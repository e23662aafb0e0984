using System.Globalization;
using Contracts.Organizations.V1;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>
/// Fills the parameters of routes with ids of existing rows, from the table that has the name of the path segment, or
/// else from any table whose rows the route finds.
/// </summary>
sealed class Paths(WholePlatform platform, DirectClient client, Guid reader)
{
    /// <summary>Most rows of one table to try.</summary>
    const int Tries = 8;
    readonly Dictionary<string, string> _tables = [];
    readonly HashSet<(string, Guid)> _tried = [];

    /// <summary>Number of tries of a row for a route; the least tried row comes first.</summary>
    readonly Dictionary<(string, Guid), int> _tries = [];
    readonly Dictionary<(string, string), string[]> _values = [];
    readonly Dictionary<string, string[]> _wanted = [];

    /// <summary>Creates a reader with every post over the whole tree.</summary>
    public static async Task<Guid> EmpowerAsync(WholePlatform platform)
    {
        var reader = Guid.CreateVersion7();
        var roles = typeof(Post).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
        foreach (var database in platform.Databases.Values)
            await database.Execute(
                """
                insert into platform.grants (id, subject_id, role, scope_key, valid_from)
                select gen_random_uuid(), @reader, r, '', now() - interval '1 day'
                from unnest(@roles) r
                """,
                new { reader, roles = roles.ToArray() }
            );
        return reader;
    }

    /// <summary>
    /// Paths of a route that answer the reader with success, one for each fitting row; the template itself for a route
    /// without parameters.
    /// </summary>
    /// <param name="rows">Candidates for the first parameter.</param>
    /// <param name="division">Value of required division parameters.</param>
    /// <param name="person">Value of required person parameters.</param>
    /// <param name="most">Largest number of paths.</param>
    public async Task<IReadOnlyList<(string Path, Row? Row)>> OfAsync(
        Operation route,
        IReadOnlyList<Row> rows,
        Guid division,
        Guid person,
        int most
    )
    {
        if (route.Path.Count == 0)
            return [(await CompleteAsync(route, route.Template, division, person), null)];
        var name = route.Path[0].Name;
        if (!name.EndsWith("id", StringComparison.OrdinalIgnoreCase))
            return [.. (await ValuesAsync(route.Service, name)).Select(v => (Fill(route, name, v), (Row?)null))];
        if (route.Noun(route.Path[0]) == "divisions")
            return [(await CompleteAsync(route, Fill(route, name, division.ToString()), division, person), null)];
        List<(string, Row?)> found = [];
        foreach (var row in Candidates(route, rows))
        {
            if (found.Count == most)
                break;
            _tries[(route.Template, row.Id)] = _tries.GetValueOrDefault((route.Template, row.Id)) + 1;
            if (await FurtherAsync(route, Fill(route, name, row.Id.ToString()), row.Id) is not { } filled)
                continue;
            var path = await CompleteAsync(route, filled, division, person);
            if (!(await client.GetAsync(reader, path)).IsSuccess)
                continue;
            _tables[route.Template] = row.Table;
            found.Add((path, row));
        }
        return found;
    }

    /// <summary>
    /// Rows of the table that answered before or has the name of the path segment; without one, each row of the other
    /// tables once.
    /// </summary>
    List<Row> Candidates(Operation route, IReadOnlyList<Row> rows)
    {
        var called = route.Noun(route.Path[0]).Replace('-', '_');
        var own = rows.Where(r => r.Service == route.Service).ToList();
        if (_tables.TryGetValue(route.Template, out var table) || own.Exists(r => r.Table == called))
            return
            [
                .. own.Where(r => r.Table == (table ?? called))
                    .OrderBy(r => _tries.GetValueOrDefault((route.Template, r.Id)))
                    .Take(Tries),
            ];
        return
        [
            .. own.GroupBy(r => r.Table).SelectMany(g => g.Take(Tries)).Where(r => _tried.Add((route.Template, r.Id))),
        ];
    }

    async Task<string[]> ValuesAsync(string service, string column)
    {
        if (_values.TryGetValue((service, column), out var known))
            return known;
        var database = platform.Databases[service];
        List<string> values = [];
        foreach (
            var table in await database.Query<string>(
                """
                select attrelid::regclass::text
                from pg_attribute a
                join pg_class c on c.oid = a.attrelid
                where relkind = 'r' and relnamespace = 'public'::regnamespace and attname = @column
                """,
                new { column }
            )
        )
            values.AddRange(
                await database.Query<string>($"select {column}::text from {table} where {column} is not null limit 2")
            );
        // Does not store an empty result, for rows may come later.
        return values.Count == 0 ? [] : _values[(service, column)] = [.. values];
    }

    /// <summary>
    /// Fills the parameters after the first from the table with the name of their path segment:
    /// /elections/{id}/candidates/{personId} from candidates.person_id of the election.
    /// </summary>
    /// <returns>Null if there is no such row.</returns>
    async Task<string?> FurtherAsync(Operation route, string path, Guid first)
    {
        foreach (var member in route.Path.Skip(1))
        {
            var above = route.Noun(route.Path[0]).Replace('-', '_').TrimEnd('s');
            var sql = $"""
                select {Snake(member.Name)}::text
                from {route.Noun(member).Replace('-', '_')}
                where {above}_id = @first
                limit 1
                """;
            if (
                (await platform.Databases[route.Service].Query<string>(sql, new { first })).FirstOrDefault()
                is not { } value
            )
                return null;
            path = path.Replace($"{{{member.Name}}}", value, StringComparison.Ordinal);
        }
        return path;
    }

    static string Snake(string name) =>
        string.Concat(name.Select(c => char.IsUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>Adds the query parameters that a 400 of the route points at.</summary>
    async Task<string> CompleteAsync(Operation route, string path, Guid division, Guid person)
    {
        if (!_wanted.TryGetValue(route.Template, out var wanted))
        {
            var reply = await client.GetAsync(reader, path);
            wanted = reply.Status == 400 ? [.. reply.BadFields.Where((n => route.Query.Any(q => q.Name == n)))] : [];
            if (reply.Status is 200 or 400)
                _wanted[route.Template] = wanted;
        }
        return wanted.Length == 0 ? path : path + "?" + string.Join('&', wanted.Select(w => $"{w}={Value(w)}"));

        string Value(string name) =>
            name.EndsWith("division", StringComparison.OrdinalIgnoreCase)
            || name is "divisionId" or "below" or "parentId"
                ? division.ToString()
            : name is "personId" ? person.ToString()
            : name is "level" ? "village"
            : name is "year" ? TimeProvider.System.GetUtcNow().Year.ToString(CultureInfo.InvariantCulture)
            : TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    static string Fill(Operation route, string parameter, string value) =>
        route.Template.Replace($"{{{parameter}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
}
