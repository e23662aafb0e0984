using System.Diagnostics;
using System.Text.Json;
using Contracts.Census.V1;
using Dapper;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;

namespace Benchmarks;

/// <summary>
/// Points for a million visits, passed to the inbox of Organizations in batches as by its consumer, 1 % of the events
/// twice: from the first batch to the last commit of inbox, order and points. It excludes the broker, which the
/// consumer bench measures. The peer inserts the same points from memory by NpgsqlBatch, in transactions of the same
/// size, into a table with the same columns and indexes, without policy, trigger or inbox.
/// </summary>
sealed class PointsBench(IHost host, NpgsqlDataSource app, NpgsqlDataSource owner)
{
    const int Events = 1_000_000,
        WarmUp = 50_000,
        ATransaction = 500,
        Rounds = 3,
        Visitors = 5_000,
        Villages = 1_400;
    const string Columns =
        "id, person_id, scope_key, kind, rule_version, points, event_id, source_id, household_id, occurred_at";
    const string Insert = $"insert into points_bare ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly Guid[] People = NoteTaken.Aggregates(Visitors, seed: 17);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var environment = await BenchEnvironment.EmptyAsync("points", "amqp://localhost/unused");
        await using var app = Database.Open(environment.Configuration, "App");
        await using var owner = Database.Open(environment.Configuration, "Owner");
        var user = new NpgsqlConnectionStringBuilder(environment.App).Username!;
        await Migrator.MigrateAsync(owner, user, typeof(Organizations.Subscriptions).Assembly);
        await using (var connection = await owner.OpenConnectionAsync())
            await connection.ExecuteAsync(
                $"create table points_bare (like point_entries including all); grant all on points_bare to {user}"
            );
        var builder = new HostApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = Environments.Production }
        );
        builder.Configuration.AddInMemoryCollection(environment.Settings);
        builder.Logging.ClearProviders();
        builder.AddSealing().AddDatabase().AddMessaging(Organizations.Subscriptions.All);
        using var host = builder.Build();
        var bench = new PointsBench(host, app, owner);
        var comparison = await Comparison.RunAsync(
            "points",
            Rounds,
            new Side("ours", round => bench.OursAsync(round == 0 ? WarmUp : Events)),
            new Side("batch", round => bench.PeerAsync(round == 0 ? WarmUp : Events))
        );
        return
        [
            Row.Of(
                "points: 1,000,000 events, 1 % twice, no broker",
                "events/s",
                comparison["ours"],
                comparison["batch"],
                ">= 0.5"
            ),
        ];
    }

    async Task<double[]> OursAsync(int count)
    {
        await ClearAsync();
        var inbox = host.Services.GetRequiredService<Inbox>();
        var took = TimeSpan.Zero;
        foreach (var batch in Visits(count).Chunk(ATransaction))
        {
            // Each batch contains 1 % of its events twice; the first batch is repeated at the end.
            Arrival[] arrivals = [.. batch.Select(Arrive), .. batch.Take(ATransaction / 100).Select(Arrive)];
            var began = Stopwatch.GetTimestamp();
            await inbox.ReceiveAsync(arrivals, CancellationToken.None);
            took += Stopwatch.GetElapsedTime(began);
        }
        foreach (var batch in Visits(count).Take(ATransaction).Chunk(ATransaction))
            await inbox.ReceiveAsync([.. batch.Select(Arrive)], CancellationToken.None);
        await CheckAsync("point_entries", count);
        return [count / took.TotalSeconds];
    }

    async Task<double[]> PeerAsync(int count)
    {
        await ClearAsync();
        var took = TimeSpan.Zero;
        await using var connection = await app.OpenConnectionAsync();
        foreach (var rows in Visits(count).Chunk(ATransaction))
        {
            var began = Stopwatch.GetTimestamp();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var (id, e, at) in rows)
                batch.BatchCommands.Add(
                    new(Insert)
                    {
                        Parameters =
                        {
                            P(Guid.CreateVersion7(at)),
                            P(e.VisitorId),
                            P(e.ScopeKey),
                            P("visit-recorded"),
                            P(1),
                            P(2),
                            P(id),
                            P(e.VisitId),
                            P(e.HouseholdId),
                            P(at),
                        },
                    }
                );
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            took += Stopwatch.GetElapsedTime(began);
        }
        await CheckAsync("points_bare", count);
        return [count / took.TotalSeconds];

        static NpgsqlParameter<T> P<T>(T value) => new() { TypedValue = value };
    }

    static IEnumerable<Visit> Visits(int count)
    {
        var random = new Random(19);
        for (var i = 0; i < count; i++)
        {
            var at = Start.AddSeconds(i * 30);
            yield return new(
                new Guid(i, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                new VisitRecorded(
                    new Guid(i, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                    new Guid(random.Next(300_000), 2, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                    "00" + random.Next(Villages).ToString("D4", null),
                    "visit",
                    People[random.Next(Visitors)],
                    at
                ),
                at
            );
        }
    }

    static Arrival Arrive(Visit v) =>
        new(
            v.Id,
            0,
            "census.visit",
            typeof(VisitRecorded).FullName!,
            v.Event.VisitId,
            1,
            JsonSerializer.Serialize(v.Event, Wire.Json),
            null,
            v.At
        );

    async Task ClearAsync()
    {
        await using var connection = await owner.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "truncate point_entries, points_bare, platform.inbox, platform.streams, platform.waiting, platform.changes"
        );
    }

    /// <exception cref="InvalidOperationException">An event did not add its points exactly once.</exception>
    async Task CheckAsync(string table, int count)
    {
        await using var connection = await owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("select platform.as_system(true)");
        var (entries, events, points) = await connection.QuerySingleAsync<(long, long, long)>(
            $"select count(*), count(distinct source_id), coalesce(sum(points), 0) from {table}"
        );
        if ((entries, events, points) != (count, count, 2L * count))
            throw new InvalidOperationException(
                $"{entries} entries of {events} events with {points} points, of {count} events."
            );
    }

    sealed record Visit(Guid Id, VisitRecorded Event, DateTimeOffset At);
}
