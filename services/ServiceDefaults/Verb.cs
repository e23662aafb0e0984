using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace ServiceDefaults;

/// <summary>A command an operator gives the service's program instead of serving: `dotnet Service.dll name argument ...`.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Usage">Its arguments and what it does, one line.</param>
/// <param name="Run">Runs as the system; what it does commits when it returns.</param>
public sealed record Verb(string Name, string Usage, Func<Session, IReadOnlyList<string>, IServiceProvider, CancellationToken, Task> Run)
{
    static readonly Verb[] Own =
    [
        new("parked", "lists events that could not be applied or sent, with the reason", Parked.ListAsync),
        new("replay", "<event id>: applies or sends a parked event again, and what waits behind it", Parked.ReplayAsync),
        new("discard", "<event id>: gives a parked event up and lets what waits behind it go on", Parked.DiscardAsync),
        new("republish", "<stream>: empties what is projected from a stream and asks its owner for the history", Parked.RebuildAsync),
        new("audit", "walks the chain of the audit and names the first row that was changed", AuditChain.VerifyAsync),
    ];

    internal static async Task<int> RunAsync(WebApplicationBuilder builder, string name, string[] args, IReadOnlyList<Verb> verbs)
    {
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) => { e.Cancel = true; interrupted.Cancel(); };
        if (name == "migrate") return await MigrateAsync(builder, interrupted.Token);
        if (verbs.Concat(Own).FirstOrDefault(v => v.Name == name) is not { } verb)
        {
            await Console.Error.WriteLineAsync($"Unknown command '{name}'. Known:\n  migrate: brings the database up to date\n" + string.Join('\n', verbs.Concat(Own).Select(v => $"  {v.Name} {v.Usage}")));
            return 2;
        }
        var app = builder.Build();
        await using var disposing = app;
        await using var session = await app.Services.GetRequiredService<SessionFactory>().SystemAsync("operator " + name, interrupted.Token);
        await verb.Run(session, [.. args.SkipWhile(a => a != name).Skip(1)], app.Services, interrupted.Token);
        await session.CommitAsync(interrupted.Token);
        return 0;
    }

    /// <summary>Builds no application: migrating needs neither keys nor broker.</summary>
    static async Task<int> MigrateAsync(WebApplicationBuilder builder, CancellationToken ct)
    {
        IConfiguration configuration = builder.Configuration;
        var program = builder.Services.Select(s => s.ImplementationInstance).OfType<EventSubscriptions>().Single().Program;
        var appUser = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("App")).Username
            ?? throw new StartupException("ConnectionStrings:App must name the user the service runs as; migrate gives it its rights.");
        await using var owner = Database.Open(configuration, "Owner");
        var done = await Migrator.MigrateAsync(owner, appUser, program, ct);
        Console.WriteLine(done.Count == 0 ? "migrate: nothing to do" : "migrate: applied " + string.Join(", ", done));
        return 0;
    }
}
