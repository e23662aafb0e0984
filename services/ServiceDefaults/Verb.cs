using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Messaging.Reconcile;

namespace ServiceDefaults;

/// <summary>An operator's command of a service's program: `dotnet Service.dll name argument ...`.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Usage">Its arguments and its effect, in one line.</param>
/// <param name="Run">Runs with the rights of the service; the session commits when it returns.</param>
public sealed record Verb(
    string Name,
    string Usage,
    Func<Session, IReadOnlyList<string>, IServiceProvider, CancellationToken, Task> Run
)
{
    static readonly Verb[] Own =
    [
        new("parked", "lists events that could not be applied or sent, with the reason", Parked.ListAsync),
        new(
            "replay",
            "<event id>: applies or sends a parked event and the events that wait for it",
            Parked.ReplayAsync
        ),
        new(
            "discard",
            "<event id>: gives a parked event up and applies or sends the events that wait for it",
            Parked.DiscardAsync
        ),
        new(
            "republish",
            "<stream>: empties the projections of a stream and requests its history from the owner",
            Parked.RebuildAsync
        ),
        new(
            "reconcile",
            "mark | digest | compare | repair [--from FILE] [--to FILE]: finds and repairs differences "
                + "between publishers and this service after a restore; see OPERATIONS.md",
            Reconciler.RunAsync
        ),
        new(
            "unfollow",
            "<queue>: forgets a service that no longer follows this one, before its queue is deleted",
            Routing.ForgetAsync
        ),
        new(
            "audit",
            "[--since number.hash]: verifies the chain of the audit, from a head kept outside the database, and names "
                + "the first faulty row",
            AuditCheck.RunAsync
        ),
    ];

    internal static async Task<int> RunAsync(
        WebApplicationBuilder builder,
        string name,
        string[] args,
        IReadOnlyList<Verb> verbs
    )
    {
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        if (name == "migrate")
            return await MigrateAsync(builder, interrupted.Token);
        if (verbs.Concat(Own).FirstOrDefault(v => v.Name == name) is not { } verb)
        {
            await Console.Error.WriteLineAsync(
                $"Unknown command '{name}'. Known:\n  migrate: brings the database up to date\n"
                    + string.Join('\n', verbs.Concat(Own).Select(v => $"  {v.Name} {v.Usage}"))
            );
            return 2;
        }
        // An operator's command has no time limit; the operator can interrupt it.
        if (builder.Configuration.GetConnectionString("App") is { } text)
            builder.Configuration["ConnectionStrings:App"] = new NpgsqlConnectionStringBuilder(text)
            {
                CommandTimeout = 0,
            }.ConnectionString;
        var app = builder.Build();
        await using var disposing = app;
        await using var session = await app
            .Services.GetRequiredService<SessionFactory>()
            .SystemAsync("operator " + name, interrupted.Token);
        var run = verb.Run(session, [.. args.SkipWhile(a => a != name).Skip(1)], app.Services, interrupted.Token);
        await run;
        await session.Commit(interrupted.Token);
        return run is Task<ExitCode> { Result: var code } ? code.Value : 0;
    }

    /// <summary>Builds no application: a migration needs neither keys nor broker.</summary>
    static async Task<int> MigrateAsync(WebApplicationBuilder builder, CancellationToken ct)
    {
        IConfiguration configuration = builder.Configuration;
        var program = builder
            .Services.Select(s => s.ImplementationInstance)
            .OfType<EventSubscriptions>()
            .Single()
            .Program;
        var appUser = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("App")).Username
            ?? throw new StartupException(
                "ConnectionStrings:App must name the service's database user; migrate grants its rights."
            );
        await using var owner = Database.Open(configuration, "Owner");
        await WaitAsync(owner, TimeSpan.FromSeconds(configuration.GetValue("Migrations:WaitSeconds", 0)), ct);
        var done = await Migrator.MigrateAsync(owner, appUser, program, ct);
        Console.WriteLine(done.Count == 0 ? "migrate: nothing to do" : "migrate: applied " + string.Join(", ", done));
        return 0;
    }

    /// <summary>
    /// In a cluster the migration may start before its database: it waits for a server that is unreachable, starting,
    /// or lacks this database or role.
    /// </summary>
    static async Task WaitAsync(NpgsqlDataSource owner, TimeSpan patience, CancellationToken ct)
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            try
            {
                await using var connection = await owner.OpenConnectionAsync(ct);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                if (TimeProvider.System.GetElapsedTime(begun) >= patience)
                    throw new StartupException(
                        $"migrate: the database did not let its owner in within {patience.TotalSeconds:0} "
                            + $"s ({e.Brief()})."
                    );
                if (tries % 15 == 0)
                    Console.WriteLine($"migrate: waiting for the database ({e.Brief()})");
                await Task.Delay(TimeSpan.FromSeconds(2), ct);
            }
        }
    }
}

/// <summary>The exit code of a verb; 0 by default.</summary>
readonly record struct ExitCode(int Value);
