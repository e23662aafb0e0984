using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace ServiceDefaults.Data;

/// <summary>
/// Forward-only migrations from embedded SQL: first the platform's own (P0001_...), then the service's (0001_...), each
/// in a transaction of its own with its checksum, all under one advisory lock: two migrators at once take turns, and a
/// killed one is resumed by running it again.
/// </summary>
/// <exception cref="StartupException">An applied file was changed, or a file is missing that the database
/// has.</exception>
public static class Migrator
{
    const string Prepare = """
        select pg_advisory_lock(hashtext('platform.migrate'));
        create table if not exists public.migrations (
            id text primary key, checksum text not null, applied_at timestamptz not null default now()
        );
        """;

    /// <summary>
    /// What a migration adds is the app user's from its first moment: a trigger on an old table may need it in the work
    /// of the programs that go on serving meanwhile.
    /// </summary>
    const string RightsToCome = """
        alter default privileges grant select, insert, update, delete on tables to {0};
        alter default privileges grant usage, select on sequences to {0};
        """;

    /// <summary>
    /// Well below the second after which PostgreSQL looks for a deadlock and ends one of those who are in it.
    /// </summary>
    const string GiveWay = "set local lock_timeout = '200ms';\n";
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    const string Rights = """
        revoke create on schema public from public;
        grant usage on schema public, platform to {0};
        grant select, insert, update, delete on all tables in schema public, platform to {0};
        grant usage, select on all sequences in schema public, platform to {0};
        revoke insert, update, delete on public.migrations from {0};
        revoke update, delete, truncate on platform.audit, platform.events, platform.changes from {0};
        revoke insert on platform.audit from {0};
        grant insert (at, caller_kind, caller_id, purpose, action, subjects, trace_id) on platform.audit to {0};
        revoke insert, update, delete, truncate on platform.audit_head from {0};
        grant execute on function platform.chain_audit, platform.change_positions, platform.last_change,
        platform.prune_changes to {0};
        """;

    /// <summary>
    /// Brings the database up to date and gives the app user its rights. Connect as the owner; the app user must be
    /// another.
    /// </summary>
    /// <returns>The ids that were applied now.</returns>
    public static async Task<IReadOnlyList<string>> MigrateAsync(
        NpgsqlDataSource owner,
        string appUser,
        Assembly service,
        CancellationToken ct = default
    )
    {
        await using var connection = await owner.OpenHolderAsync(ct);
        connection.Notice += (_, e) =>
        {
            if (e.Notice.InvariantSeverity == "WARNING")
                Console.WriteLine($"migrate: {e.Notice.MessageText}");
        };
        // Waits for another migrator as long as that one needs.
        await connection.ExecuteAsync(new CommandDefinition(Prepare, commandTimeout: 0, cancellationToken: ct));
        await connection.ExecuteAsync(string.Format(null, RightsToCome, Quote(appUser)));
        var applied = (
            await connection.QueryAsync<(string Id, string Checksum)>("select id, checksum from public.migrations")
        ).ToDictionary(m => m.Id, m => m.Checksum);
        var files = Files(service);
        if (applied.Keys.Except(files.Select(f => f.Id)).Order().FirstOrDefault() is { } unknown)
            Console.WriteLine($"migrate: {unknown} is newer than this build; left as it is");
        List<string> done = [];
        foreach (var (id, sql) in files)
        {
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            if (applied.TryGetValue(id, out var known))
            {
                if (known != checksum)
                    throw new StartupException(
                        $"Migration {id} was changed after it had been applied. Migrations only go "
                            + "forward: restore the file and add a new one."
                    );
                continue;
            }
            await ApplyAsync(
                connection,
                id,
                sql,
                async transaction =>
                    await connection.ExecuteAsync(
                        "insert into public.migrations (id, checksum) values (@id, @checksum)",
                        new { id, checksum },
                        transaction
                    ),
                ct
            );
            done.Add(id);
        }
        foreach (var watch in new[] { "watch_keys", "watch_ids" })
            await ApplyAsync(connection, watch, $"select platform.{watch}()", _ => Task.CompletedTask, ct);
        await connection.ExecuteAsync(string.Format(null, Rights, Quote(appUser)));
        return done;
    }

    /// <summary>
    /// In one transaction. Who waits for a table keeps all who come later waiting behind it, and may wait for one who
    /// waits for it: the migration gives way, soon enough to harm no request of the programs that go on serving
    /// meanwhile, and is done again as a whole.
    /// </summary>
    static async Task ApplyAsync(
        NpgsqlConnection connection,
        string id,
        string sql,
        Func<NpgsqlTransaction, Task> note,
        CancellationToken ct
    )
    {
        for (var tries = 1; ; tries++)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            try
            {
                await connection.ExecuteAsync(
                    new CommandDefinition(
                        GiveWay + sql,
                        transaction: transaction,
                        commandTimeout: 0,
                        cancellationToken: ct
                    )
                );
                await note(transaction);
                await transaction.CommitAsync(ct);
                return;
            }
            catch (PostgresException e)
                when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                if (tries % 15 == 1)
                    Console.WriteLine($"migrate: {id} gives way to transactions under way and is tried again");
            }
            catch (PostgresException e)
            {
                throw new StartupException(
                    $"Migration {id} failed and left nothing behind: {e.SqlState} {e.MessageText}"
                );
            }
            await transaction.RollbackAsync(ct);
            await Task.Delay(Between, ct);
        }
    }

    /// <summary>The ids this build needs, in order.</summary>
    public static IReadOnlyList<(string Id, string Sql)> Files(Assembly service)
    {
        return [.. Read(typeof(Migrator).Assembly), .. service == typeof(Migrator).Assembly ? [] : Read(service)];

        static IEnumerable<(string, string)> Read(Assembly assembly) =>
            from name in assembly.GetManifestResourceNames()
            where name.StartsWith("Migrations/", StringComparison.Ordinal)
            orderby name
            select (
                name["Migrations/".Length..^".sql".Length],
                new StreamReader(assembly.GetManifestResourceStream(name)!).ReadToEnd()
            );
    }

    static string Quote(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
