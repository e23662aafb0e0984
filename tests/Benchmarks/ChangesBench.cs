using System.Diagnostics;
using Dapper;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Sealing;

namespace Benchmarks;

/// <summary>
/// The change feed of one area, whose rows are evenly distributed among millions of changes of other areas, page by
/// page from the oldest. The peer reads the same rows by primary key. Each page and each read has a session, as a
/// request has.
/// </summary>
sealed class ChangesBench(BenchEnvironment environment, NpgsqlDataSource app)
{
    const int Foreign = 5_000_000,
        Own = 10_000,
        PageSize = 100,
        Rounds = 3;
    static readonly Guid Reader = Guid.CreateVersion7();
    readonly Sealer _sealer = new(environment.Configuration);
    List<long[]> _pages = [];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var environment = await BenchEnvironment.MakeAsync("changes");
        await using var app = Database.Open(environment.Configuration, "App");
        await using (var owner = Database.Open(environment.Configuration, "Owner"))
            await SeedAsync(owner);
        var bench = new ChangesBench(environment, app);
        var comparison = await Comparison.RunAsync(
            "changes",
            Rounds,
            new Side("peer", bench.PeerAsync),
            new Side("ours", bench.OursAsync)
        );
        return
        [
            Row.Of("change feed: a page of one area, p95", "ms", comparison["ours"], comparison["peer"], "<= 5"),
            Row.Of("change feed: nothing new, p95", "ms", comparison["ours", 1], null),
        ];
    }

    static async Task SeedAsync(NpgsqlDataSource owner)
    {
        await using var connection = await owner.OpenConnectionAsync();
        await connection.ExecuteAsync(
            new CommandDefinition(
                $$"""
                insert into platform.grants (id, subject_id, role, scope_key, valid_from)
                values (gen_random_uuid(), '{{Reader}}', 'reader', '00100100100100100a', now() - interval '1 day');
                insert into platform.changes (entity, entity_id, version, kind, fields, scope_after)
                select 'rows', gen_random_uuid(), 1, 'i', '{}',
                    case when i % {{Foreign
                    / Own}} = 0 then '00100100100100100a'
                    else '001001001' || lpad((i::bigint * 7919 % 200000)::text, 9, '0') end
                from generate_series(1, {{Foreign}}) i;
                """,
                commandTimeout: 0
            )
        );
        await connection.ExecuteAsync(new CommandDefinition("vacuum analyze platform.changes", commandTimeout: 0));
    }

    /// <returns>The 95th percentile of a page, and of a call that finds nothing new, in milliseconds.</returns>
    async Task<double[]> OursAsync(int round)
    {
        List<double> pages = [],
            polls = [];
        string? cursor = null;
        for (var more = true; more; )
        {
            var began = Stopwatch.GetTimestamp();
            var page = await AsReaderAsync(s => ChangeLog.ReadAsync(s, cursor, PageSize));
            pages.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (page.Changes.Count != PageSize)
                throw new InvalidOperationException($"A page held {page.Changes.Count} changes.");
            (cursor, more) = (page.Cursor, page.More);
        }
        if (pages.Count != Own / PageSize)
            throw new InvalidOperationException($"There were {pages.Count} pages.");
        // The first call after the end of the log cannot know yet whether a transaction was open meanwhile.
        for (var i = 0; i < 100; i++)
        {
            var began = Stopwatch.GetTimestamp();
            cursor = (await AsReaderAsync(s => ChangeLog.ReadAsync(s, cursor, PageSize))).Cursor;
            polls.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return [Percentile(pages), Percentile(polls)];
    }

    async Task<double[]> PeerAsync(int round)
    {
        if (_pages.Count == 0)
            _pages = [.. Enumerable.Range(1, Own).Select(i => (long)i * (Foreign / Own)).Chunk(PageSize)];
        List<double> pages = [];
        foreach (var positions in _pages)
        {
            var began = Stopwatch.GetTimestamp();
            var rows = await AsReaderAsync(s =>
                s.Query<Change>(
                    """
                    select entity, entity_id, version, kind, fields, scope_before, scope_after, at
                    from platform.changes
                    where position = any(@positions)
                    """,
                    new { positions },
                    default
                )
            );
            pages.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (rows.Count != PageSize)
                throw new InvalidOperationException($"The peer read {rows.Count} changes.");
        }
        return [Percentile(pages)];
    }

    async Task<T> AsReaderAsync<T>(Func<Session, Task<T>> read)
    {
        await using var session = new Session(app, TimeProvider.System, _sealer);
        await session.Enter(
            new CallerClaim
            {
                Subject = Reader,
                StaffRoles = ["reader"],
                TreeLock = TreeLock.Snapshot,
            },
            CancellationToken.None
        );
        return await read(session);
    }

    static double Percentile(List<double> values) => values.Order().ElementAt((int)(values.Count * 0.95));
}
