using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Data;

/// <summary>
/// For a trial installation whose database is lost with its pod: the service migrates an empty database itself
/// (Migrations:Keep, as ConnectionStrings:Owner) and then runs an operator's command (Migrations:Then). Refused outside
/// Development.
/// </summary>
sealed class SchemaKeeper(IConfiguration configuration, IServiceProvider services, IReadOnlyList<Verb> verbs)
    : BackgroundService
{
    /// <summary>Patience: a first installation runs its own migration job.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(2),
        Patience = TimeSpan.FromSeconds(20);
    readonly ILogger<SchemaKeeper> _log = services.GetRequiredService<ILogger<SchemaKeeper>>();
    bool _follows;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (schema, source, missing) = (
            services.GetRequiredService<Schema>(),
            services.GetRequiredService<NpgsqlDataSource>(),
            TimeSpan.Zero
        );
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                bool there;
                await using (var connection = await source.OpenConnectionAsync(stoppingToken))
                    there = await schema.IsThereAsync(connection, stoppingToken);
                missing = there ? TimeSpan.Zero : missing + Look;
                if (!there && (schema.There.IsCompleted || missing > Patience))
                    await MakeAsync(stoppingToken);
                if (_follows)
                    await FollowAsync(stoppingToken);
            }
            catch (Exception e)
            {
                if (
                    !stoppingToken.IsCancellationRequested
                    && e is not NpgsqlException { IsTransient: true } and not TimeoutException
                )
                    _log.LogError("the schema could not be created again: {Error}", e.Brief());
            }
            await Task.Delay(Look, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task MakeAsync(CancellationToken ct)
    {
        var app = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("App")).Username!;
        await using var owner = Database.Open(configuration, "Owner");
        var done = await Migrator.MigrateAsync(
            owner,
            app,
            services.GetRequiredService<EventSubscriptions>().Program,
            ct
        );
        _log.LogWarning(
            "the database came back without its schema, which was created again: {Count} migrations and functions",
            done.Count
        );
        _follows = true;
    }

    async Task FollowAsync(CancellationToken ct)
    {
        if (configuration["Migrations:Then"]?.Split(' ') is [var name, .. var arguments])
        {
            await using var session = await services
                .GetRequiredService<SessionFactory>()
                .SystemAsync("operator " + name, ct);
            await verbs.Single(v => v.Name == name).Run(session, arguments, services, ct);
            await session.Commit(ct);
        }
        _follows = false;
    }
}
