using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>Background work waits for a missing server or schema and continues by itself.</summary>
public sealed class WorkerTests
{
    const string More = "alter table effects add column more text";
    readonly Guid _toy = Guid.CreateVersion7();

    static readonly TimerKind<int> Deadline = new("deadline", (number, session, ct) =>
        session.Execute(
            "insert into effects (source, number, more) values ('timer', @number, 'more')",
            new { number },
            ct
        )
    );

    /// <summary>A toy of the next release: its timer and its reaction need a column of a further migration.</summary>
    static ServiceSetup Next { get; } =
        new(
            new EventSubscriptions(
                "toys",
                new FakeMigrations(("0001_toys", Toys0001()), ("0002_more", More))
            ).On<ToyCounted>(
                (r, session, ct) =>
                    session.Execute(
                        """
                        insert into effects (source, aggregate_id, number, more)
                        values ('toy', @ToyId, @Number, 'more')
                        """,
                        r.Event,
                        ct
                    )
            ),
            _ => { }
        )
        {
            Configure = b => b.AddTimers(Deadline),
        };

    static string Toys0001() => SqlText.Migrations(typeof(ToyService).Assembly).Single(f => f.Id == "0001_toys").Sql;

    [Fact]
    public async Task On_a_database_one_migration_behind_workers_wait_and_continue_after_the_migration()
    {
        await using var place = await Place.CreateAsync();
        // The old process has declared the queue; events published from now on wait in it.
        var old = await place.StartAsync();
        var database = old.Database;
        await using (var session = await old.SystemSession())
        {
            await session.Schedule(Deadline, "1", session.Now, 1, default);
            await session.Commit(default);
        }
        await old.App.StopAsync();
        var sent = await old.Others.PublishAsync(new ToyCounted(_toy, 2));

        var log = new ConcurrentQueue<string>();
        await using var app = TestService
            .Builder(Next, database.AppText, place.Broker.Address, old.Clock, log)
            .BuildPlatform(Next.Routes);
        await app.StartAsync();
        using (
            var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
            {
                BaseAddress = new(app.Urls.First()),
            }
        )
        {
            // Long enough for a worker that does not wait to act.
            for (var looks = 0; looks < 3; looks++, await Task.Delay(1_000))
                Assert.Contains(
                    "behind",
                    await (await http.GetAsync("/health/ready")).Content.ReadAsStringAsync(),
                    StringComparison.Ordinal
                );
            Assert.Equal(
                (1, 0),
                (
                    await database.Find<long>("select count(*) from platform.timers where failures = 0"),
                    await database.Find<long>("select count(*) from platform.inbox")
                )
            );

            await Migrator.MigrateAsync(database.Owner, database.AppUser, Next.Subscriptions.Program);
            await Eventually.True(
                async () =>
                    (
                        await database.Query<string>(
                            "select source || number from effects where more = 'more' order by 1"
                        )
                    ).SequenceEqual(["timer1", "toy2"]),
                "both done"
            );
        }
        Assert.Equal(
            0,
            await database.Find<long>("select count(*) from platform.waiting where event_id = @EventId", sent)
        );
        await app.StopAsync();
    }

    [Fact]
    public async Task A_trials_database_that_restarts_empty_is_migrated_by_its_service_and_the_command_is_run()
    {
        await using var place = await Place.CreateAsync();
        var database = await place.DatabaseAsync();
        Verb follows = new("follow", "", (session, arguments, _, ct) =>
            session.Execute(
                "insert into effects (source, number) values (@source, 1)",
                new { source = arguments[0] },
                ct
            )
        );
        await using var service = await TestService.StartAsync(
            ToyService.Setup with
            {
                Settings = new Dictionary<string, string?>
                {
                    ["ConnectionStrings:Owner"] = database.OwnerText,
                    ["Migrations:Then"] = "follow one",
                },
                Configure = b =>
                {
                    ToyService.Setup.Configure?.Invoke(b);
                    b.Services.AddHostedService(sp => new SchemaKeeper(b.Configuration, sp, [follows]));
                },
            },
            database,
            place.Broker.Address
        );

        await using (
            var command = database.Admin.CreateCommand(
                "drop schema platform, public cascade; create schema public authorization "
                    + $"\"{new NpgsqlConnectionStringBuilder(database.OwnerText).Username}\""
            )
        )
            await command.ExecuteNonQueryAsync();
        await Eventually.True(
            async () =>
            {
                try
                {
                    return (await database.Query<string>("select source from effects")).SequenceEqual(["one"]);
                }
                catch (PostgresException e)
                    when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
                {
                    return false;
                }
            },
            "the schema is there, and what follows was done"
        );
        await Eventually.True(
            async () =>
                (await service.AsNobody().Get("/health/ready"))
                    .Body.GetProperty("checks")
                    .GetProperty("schema")
                    .GetString() == "ok",
            "it says so"
        );
    }

    [Fact]
    public async Task Consumers_refused_by_a_starting_broker_reconnect_and_health_is_degraded_until_then()
    {
        await using var place = await Place.CreateAsync();
        var (user, password) = ($"user-{Guid.NewGuid():N}", Guid.NewGuid().ToString("N"));
        await place.Broker.AdmitAsync(user, password);
        await using var service = await TestService.StartAsync(
            ToyService.Setup,
            await place.DatabaseAsync(),
            new UriBuilder(place.LinkedBroker) { UserName = user, Password = password }.Uri
        );
        var others = await place.StartAsync(ToyService.Watcher);
        await service.Deliver(new ToyCounted(_toy, 1));

        await place.Broker.DismissAsync(user);
        place.Link.Cut();
        place.Link.Mend();
        // Each relay tries every second; MassTransit, which tries less often, has been refused by then as well.
        await Eventually.True(
            () =>
                Task.FromResult(
                    service.Log.Count(l => l.Contains("relay of Events waits", StringComparison.Ordinal)) >= 10
                ),
            "refused"
        );
        Assert.Equal(
            "degraded",
            (await service.AsNobody().Get("/health/ready")).Expect(200).Body.GetProperty("status").GetString()
        );
        await others.Others.SendAsync(new ToyCounted(_toy, 2), Guid.CreateVersion7(), 2);

        await place.Broker.AdmitAsync(user, password);
        SortedSet<string> said = [];
        await Eventually.Of(
            async () =>
            {
                var answer = await service.AsNobody().Get("/health/ready");
                said.Add(answer["checks"].GetProperty("broker").GetString()!);
                return answer.Body.GetProperty("status").GetString();
            },
            status => status == "ready",
            "ready"
        );
        await Eventually.True(
            async () =>
                await service.Database.Find<long>(
                    "select count(*) from effects where aggregate_id = @_toy",
                    new { _toy }
                ) == 2,
            "consumed"
        );
        Assert.Contains("consumers are reconnecting", said);
        await place.Broker.DismissAsync(user);
    }

    [Fact]
    public async Task A_service_started_before_its_broker_consumes_once_the_broker_accepts_it()
    {
        await using var place = await Place.CreateAsync();
        var (user, password, database) = (
            $"user-{Guid.NewGuid():N}",
            Guid.NewGuid().ToString("N"),
            await place.DatabaseAsync()
        );
        var log = new ConcurrentQueue<string>();
        await using var app = TestService
            .Builder(
                ToyService.Setup,
                database.AppText,
                new UriBuilder(place.Broker.Address) { UserName = user, Password = password }.Uri,
                new FakeClock(),
                log
            )
            .BuildPlatform(ToyService.Routes);
        await app.StartAsync();
        await Eventually.True(
            () => Task.FromResult(log.Any(l => l.Contains("relay of", StringComparison.Ordinal))),
            "turned away once"
        );
        await place.Broker.AdmitAsync(user, password);
        await Eventually.True(() => Task.FromResult(app.Services.GetRequiredService<Broker>().Consuming), "consuming");
        await app.StopAsync();
        await place.Broker.DismissAsync(user);
    }

    [Fact]
    public async Task Readiness_queries_the_database_over_its_own_connection()
    {
        await using var place = await Place.CreateAsync();
        var database = await place.DatabaseAsync();
        NpgsqlConnectionStringBuilder settings = new(database.AppText) { MaxPoolSize = 8, Timeout = 1 };
        await using var link = new Link(settings.Host!, settings.Port);
        (settings.Host, settings.Port) = ("127.0.0.1", link.Port);
        var service = await place.StartAsync(
            ToyService.Setup with
            {
                Settings = new Dictionary<string, string?> { ["ConnectionStrings:App"] = settings.ConnectionString },
            },
            database
        );
        Task<Answer> AskAsync() => service.AsNobody().Get("/health/ready");

        // An exhausted pool does not look like a lost database.
        List<NpgsqlConnection> taken = [];
        await Assert.ThrowsAsync<NpgsqlException>(async () =>
        {
            while (true)
                taken.Add(await service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync());
        });
        Assert.NotEmpty(taken);
        (await AskAsync()).Expect(200);
        foreach (var connection in taken)
            await connection.DisposeAsync();

        // Open connections without answers look like a lost database.
        link.LoseReplies();
        Assert.Equal("away", (await AskAsync()).Expect(503)["checks"].GetProperty("database").GetString());
        link.Cut();
        link.Mend();
        await Eventually.Of(AskAsync, a => a.Status == 200, "ready again");
    }

    [Fact]
    public async Task PostgreSQL_checks_every_10_seconds_that_the_lock_holders_connections_are_alive()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        // A timer holds a lock too while it runs.
        var ports = await Eventually.Of(
            () =>
                service.Database.Query<int>(
                    """
                    select a.client_port
                    from pg_locks l
                    join pg_stat_activity a on a.pid = l.pid
                    where l.locktype = 'advisory' and l.granted and a.datname = current_database()
                        and a.state is not null
                    """
                ),
            found => found.Count == 2,
            "two connections hold locks"
        );
        var server = new NpgsqlConnectionStringBuilder(service.Database.AppText).Port;
        foreach (var port in ports)
        {
            // Another timer (1 sends again) may run for a moment, where an answer is not acknowledged yet.
            var timer = await Eventually.Of(() => TimerAsync(server, port), t => t[0] == "02", "it keeps alive");
            Assert.InRange(Convert.ToInt32(timer[1], 16), 0, 1_000);
        }
    }

    /// <summary>
    /// The running timer of the server's socket (2 is keep-alive) and its rest in hundredths of a second, both in
    /// hexadecimal.
    /// </summary>
    static async Task<string[]> TimerAsync(int server, int client)
    {
        var sockets = (await File.ReadAllLinesAsync("/proc/net/tcp"))
            .Skip(1)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return Assert
            .Single(sockets, s =>
                s[1].EndsWith($":{server:X4}", StringComparison.Ordinal)
                && s[2].EndsWith($":{client:X4}", StringComparison.Ordinal)
            )[5]
            .Split(':');
    }
}
