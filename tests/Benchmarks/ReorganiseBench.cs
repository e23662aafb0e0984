using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Dapper;
using Npgsql;
using ServiceDefaults.Data;

namespace Benchmarks;

/// <summary>
/// Moves a division with 100,000 descendants and 20,000 people, each with a post, to another parent and back through
/// HTTP, while readers get divisions and their children, and writers register people in a third province, at a constant
/// rate. The peer of readers and writers is their latency without a move. The peer of the move is one UPDATE of the
/// keys of the same rows, in copies of the tables with only their indexes.
/// </summary>
sealed class ReorganiseBench(HttpClient client)
{
    const int Rounds = 3,
        Readers = 4,
        Writers = 2;
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(4),
        Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Two provinces of one city each; the first city has a county of 10 townships of 100 villages, 99 of 100 villages
    /// with 100 grids: about 100,000 divisions.
    /// </summary>
    const string Seed = """
        create temp table d (
            id uuid default gen_random_uuid(), key text collate "C", above text collate "C", code text, kind text,
            level int
        );
        insert into d (key, above, code, kind, level)
        values ('000', '', '110000000000', 'province', 1), ('001', '', '120000000000', 'province', 1),
            ('002', '', '130000000000', 'province', 1), ('000000', '000', '110100000000', 'city', 2),
            ('001000', '001', '120100000000', 'city', 2), ('000000000', '000000', '110101000000', 'county', 3);
        insert into d (key, above, code, kind, level)
        select '000000000' || key3(t), '000000000', '110101' || 100 + t || '000', 'township', 4
        from generate_series(0, 9) t;
        insert into d (key, above, code, kind, level)
        select '000000000' || key3(t) || key3(v), '000000000' || key3(t), '110101' || 100 + t || 100 + v, 'village', 5
        from generate_series(0, 9) t, generate_series(0, 99) v;
        insert into d (key, above, code, kind, level)
        select '000000000' || key3(t) || key3(v) || key3(g), '000000000' || key3(t) || key3(v),
            '110101' || 100 + t || 100 + v || 100 + g, 'grid', 6
            from generate_series(0, 9) t, generate_series(0, 99) v, generate_series(0, 98) g;
        insert into divisions (id, parent_id, key, code, name, kind, level, valid_from, since)
            select d.id, a.id, d.key, d.code, d.kind || ' ' || d.code, d.kind, d.level, '2023-06-30', '2023-06-30'
            from d
            left join d a on a.key = d.above and d.above <> '';
        create temp table p as select gen_random_uuid() as id, key from d where kind = 'grid' order by code limit 20000;
        insert into people (id, scope_key, name, registered_at) select id, key, 'somebody', now() from p;
        insert into appointments (id, person_id, post, scope_key, valid_from)
        select gen_random_uuid(), id, 'grid-member', key, now()
        from p;
        insert into platform.grants (id, subject_id, role, scope_key, valid_from)
        select gen_random_uuid(), id, 'grid-member', key, now()
        from p;
        drop table d, p;
        """;
    const string Key3 = """
        create or replace function pg_temp.key3(n int) returns text language sql immutable as $$
            select substr('0123456789abcdefghijklmnopqrstuv', (n >> 10) + 1, 1) || substr(
                '0123456789abcdefghijklmnopqrstuv', ((n >> 5) & 31) + 1, 1
            ) || substr('0123456789abcdefghijklmnopqrstuv', (n & 31) + 1, 1)
        $$
        """;

    /// <summary>Copies of the tables that a move rewrites, without triggers, policies and referring tables.</summary>
    const string Copies = """
        create schema peer;
        create table peer.divisions (like divisions including indexes);
        create table peer.people (like people including indexes);
        create table peer.appointments (like appointments including indexes);
        create table peer.grants (like platform.grants including indexes);
        insert into peer.divisions select * from divisions;
        insert into peer.people select * from people;
        insert into peer.appointments select * from appointments;
        insert into peer.grants select * from platform.grants;
        analyze peer.divisions, peer.people, peer.appointments, peer.grants;
        """;
    const string OneUpdate = """
        with d as (
            update peer.divisions
            set key = @to || substr(key, @length)
            where key >= @from and key < @from || '~'
            returning 1
        ),
             p as (
                 update peer.people
                 set scope_key = @to || substr(scope_key, @length)
                 where scope_key >= @from and scope_key < @from || '~'
                 returning 1
             ),
             a as (
                 update peer.appointments
                 set scope_key = @to || substr(scope_key, @length)
                 where scope_key >= @from and scope_key < @from || '~'
                 returning 1
             ),
             g as (
                 update peer.grants
                 set scope_key = @to || substr(scope_key, @length)
                 where scope_key >= @from and scope_key < @from || '~'
                 returning 1
             )
        select (select count(*) from d) + (select count(*) from p) + (select count(*) from a) + (select count(*) from g)
        """;

    Guid _moving,
        _from,
        _to,
        _third;
    string[] _read = [];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var environment = await BenchEnvironment.EmptyAsync(
            "reorganise",
            await BenchEnvironment.HostAsync("reorganise")
        );
        await using var owner = Database.Open(environment.Configuration, "Owner");
        var program = Child.Program("Organizations");
        await using (var migration = Child.Dotnet("organizations", program, environment.Settings, "migrate"))
            await migration.EndAsync();
        var administrator = NoteTaken.Aggregates(1, seed: 17)[0];
        await SeedAsync(owner, administrator);
        await using var organizations = Child.Dotnet("organizations", program, environment.Settings);
        await organizations.ReadyAsync("/health/ready");
        using var client = BenchEnvironment.ClientOf(organizations.Address, administrator, BenchEnvironment.Key);
        var bench = new ReorganiseBench(client);
        await bench.FindAsync(owner);
        await bench.MoveAsync();
        await MoveCopiesAsync(owner, 0);
        List<double> moves = [],
            updates = [];
        List<double>[] quiet =

            [
                [],
                [],
            ],
            busy =

            [
                [],
                [],
            ];
        for (var round = 1; round <= Rounds; round++)
        {
            foreach (var (list, p95) in quiet.Zip(await bench.WorkAsync(Task.Delay(Quiet))))
                list.Add(p95);
            updates.Add((await MoveCopiesAsync(owner, round)).TotalSeconds);
            var moving = bench.MoveAsync();
            foreach (var (list, p95) in busy.Zip(await bench.WorkAsync(moving)))
                list.Add(p95);
            moves.Add((await moving).TotalSeconds);
            await Console.Error.WriteLineAsync(
                $"  reorganise round {round}: moved in {moves[^1]:0.00} s, one UPDATE {updates[^1]:0.00} "
                    + $"s; p95 of readers {quiet[0][^1]:0.0} ms quiet, {busy[0][^1]:0.0} ms meanwhile, of "
                    + $"writers {quiet[1][^1]:0.0} and {busy[1][^1]:0.0} ms"
            );
        }
        return
        [
            Row.Of("reorganise: a move with 100,000 below, one UPDATE", "s", moves, updates, "<= 3"),
            Row.Of("reorganise: readers meanwhile, p95", "ms", busy[0], quiet[0], "<= 2"),
            Row.Of("reorganise: writers elsewhere meanwhile, p95", "ms", busy[1], quiet[1], "<= 3"),
        ];
    }

    /// <summary>Moves the copies there in one round and back in the next.</summary>
    static async Task<TimeSpan> MoveCopiesAsync(NpgsqlDataSource owner, int round)
    {
        string[] places = ["000000000", "001000000"];
        await using var connection = await owner.OpenConnectionAsync();
        var began = Stopwatch.GetTimestamp();
        var rows = await connection.ExecuteScalarAsync<long>(
            OneUpdate,
            new
            {
                from = places[round % 2],
                to = places[(round + 1) % 2],
                length = places[0].Length + 1,
            },
            commandTimeout: 300
        );
        return rows >= 160_000
            ? Stopwatch.GetElapsedTime(began)
            : throw new InvalidOperationException($"The peer moves {rows} rows.");
    }

    static async Task SeedAsync(NpgsqlDataSource owner, Guid administrator)
    {
        await using var connection = await owner.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            select set_config('app.system', 'on', false), set_config('app.lo8', '', false),
                set_config('app.hi8', '~', false)
            """
        );
        await connection.ExecuteAsync(Key3);
        await connection.ExecuteAsync(Seed.Replace("key3(", "pg_temp.key3(", StringComparison.Ordinal));
        await connection.ExecuteAsync(
            """
            insert into platform.grants (id, subject_id, role, scope_key, valid_from)
            values (gen_random_uuid(), @administrator, 'platform-administrator', '', now() - interval '1 day')
            """,
            new { administrator }
        );
        await connection.ExecuteAsync("delete from platform.changes");
        await connection.ExecuteAsync(Copies);
        await connection.ExecuteAsync("analyze divisions, people, appointments, platform.grants");
    }

    async Task FindAsync(NpgsqlDataSource owner)
    {
        await using var connection = await owner.OpenConnectionAsync();
        (_moving, _from, _to, _third) = await connection.QuerySingleAsync<(Guid, Guid, Guid, Guid)>(
            """
            select (select id from divisions where code = '110101000000'),
                (select id from divisions where code = '110100000000'),
                (select id from divisions where code = '120100000000'),
                (select id from divisions where code = '130000000000')
            """
        );
        _read =
        [
            .. (
                await connection.QueryAsync<Guid>(
                    "select id from divisions where kind = 'village' order by code limit 200"
                )
            ).SelectMany(id =>
                new[] { $"/organizations/v1/divisions/{id}", $"/organizations/v1/divisions?parentId={id}&limit=100" }
            ),
        ];
    }

    /// <summary>Previews and applies the move to the other parent.</summary>
    /// <returns>Duration of the apply request.</returns>
    async Task<TimeSpan> MoveAsync()
    {
        var previewed = await PostAsync(
            "/organizations/v1/reorganisations",
            new
            {
                kind = "move",
                divisionId = _moving,
                parentId = _to,
            },
            null
        );
        (_from, _to) = (_to, _from);
        if (previewed.GetProperty("counts").GetProperty("divisions").GetInt64() < 100_000)
            throw new InvalidOperationException($"Too little moves: {previewed}");
        var began = Stopwatch.GetTimestamp();
        await PostAsync(
            $"/organizations/v1/reorganisations/{previewed.GetProperty("id").GetGuid()}/apply",
            new { },
            "\"v1\""
        );
        return Stopwatch.GetElapsedTime(began);
    }

    async Task<JsonElement> PostAsync(string path, object body, string? match)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { { "Idempotency-Key", Guid.CreateVersion7().ToString() } },
            Content = JsonContent.Create(body),
        };
        if (match is not null)
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(match));
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    }

    /// <summary>Reads and writes at a constant rate until the task ends.</summary>
    /// <returns>95th percentiles of the latency in ms: readers, writers.</returns>
    async Task<double[]> WorkAsync(Task end)
    {
        var reading = Enumerable
            .Range(0, Readers)
            .Select(reader => PaceAsync(end, async i =>
                {
                    using var answer = await client.GetAsync(
                        new Uri(_read[(reader + i * Readers) % _read.Length], UriKind.Relative)
                    );
                    answer.EnsureSuccessStatusCode();
                }));
        var writing = Enumerable
            .Range(0, Writers)
            .Select(_ =>
                PaceAsync(end, i =>
                    PostAsync("/organizations/v1/people", new { name = "王秀兰", divisionId = _third }, null)
                )
            );
        var (read, written) = (Task.WhenAll(reading), Task.WhenAll(writing));
        return [P95(await read), P95(await written)];
    }

    static async Task<List<double>> PaceAsync(Task end, Func<int, Task> act)
    {
        List<double> took = [];
        for (var i = 0; !end.IsCompleted; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await act(i);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(Pace);
        }
        return took;
    }

    static double P95(IEnumerable<List<double>> all)
    {
        var sorted = all.SelectMany(t => t).Order().ToArray();
        return sorted[sorted.Length * 95 / 100];
    }
}
