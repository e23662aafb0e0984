using System.Reflection;
using Dapper;
using Npgsql;

namespace ServiceDefaults.Data;

/// <summary>
/// Brings a database to a build's schema, under one advisory lock: two migrators run one after the other, and a killed
/// migration is resumed by running it again. See <see cref="SqlText"/>.
/// <list type="number">
/// <item>Missing functions are created, all in one transaction and with unchecked bodies: migrations may use them
/// before the tables that the bodies name exist.</item>
/// <item>Migrations are applied forward only: first the platform's own (P0001_...), then the service's (0001_...), each
/// in a transaction of its own, with its checksum.</item>
/// <item>Functions whose text has changed are applied again, all in one transaction. A function with other parameters
/// or another result gets a new name, or a migration drops the former one once no running release calls it.</item>
/// </list>
/// Until step 3 the former functions work on the new tables, as the programs of the release before do. A migration that
/// calls a function runs its former text on an old database and its present text on a new one. A database with
/// migrations of a later build keeps that build's functions.
/// </summary>
/// <exception cref="StartupException">An applied migration was changed, a text failed, or a function would become an
/// overload.</exception>
static class Migrator
{
    const string Prepare = """
        select pg_advisory_lock(hashtext('platform.migrate'));
        create schema if not exists platform;
        create table if not exists public.migrations (
            id text primary key, checksum text not null, applied_at timestamptz not null default now()
        );
        """;

    /// <summary>Later than all other rows, even if the clock was set back.</summary>
    const string Record = """
        insert into public.migrations (id, checksum, applied_at)
        select @Id, @Checksum, greatest(clock_timestamp(), max(applied_at) + interval '1 microsecond')
        from public.migrations
        on conflict (id) do update set applied_at = excluded.applied_at
        """;

    /// <summary>
    /// This build's processes wait until their functions' ids are recorded (<see cref="Schema"/>). The later build's
    /// functions serve them too and remain the last applied.
    /// </summary>
    const string RecordSurpassed = """
        insert into public.migrations (id, checksum, applied_at)
        values (@Id, @Checksum, '-infinity')
        on conflict do nothing
        """;

    const string LastApplied = """
        select distinct on (split_part(id, '@', 1)) id
        from public.migrations
        where id like '%@%' and isfinite(applied_at)
        order by split_part(id, '@', 1), applied_at desc
        """;

    const string FunctionsThere = """
        select case when n.nspname <> 'public' then n.nspname || '.' else '' end || p.proname
        from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
        where p.prokind = 'f' and n.nspname in ('public', 'platform')
        """;

    /// <summary>A body may name tables that later migrations create.</summary>
    const string Unchecked = "set local check_function_bodies = off;\n";

    /// <summary>
    /// New tables and sequences are granted to the app user at once: a trigger on an old table may need them while
    /// programs of the release before still serve.
    /// </summary>
    const string RightsToCome = """
        alter default privileges grant select, insert, update, delete on tables to {0};
        alter default privileges grant usage, select on sequences to {0};
        """;

    /// <summary>Well below deadlock_timeout (1 s), after which PostgreSQL would abort a transaction.</summary>
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
    /// Brings the database up to date and grants the app user its rights. Connect as the owner; the app user must be
    /// another role.
    /// </summary>
    /// <returns>The ids applied by this call.</returns>
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
        // Waits for another migrator without a limit.
        await connection.ExecuteAsync(new CommandDefinition(Prepare, commandTimeout: 0, cancellationToken: ct));
        await connection.ExecuteAsync(string.Format(null, RightsToCome, Quote(appUser)));
        var applied = (
            await connection.QueryAsync<(string Id, string Checksum)>("select id, checksum from public.migrations")
        ).ToDictionary(m => m.Id, m => m.Checksum);
        var (migrations, functions) = (SqlText.Migrations(service), SqlText.Functions(service));
        var later = applied.Keys.Where(id => !SqlText.IsFunction(id)).Except(migrations.Select(m => m.Id)).Order();
        if (later.FirstOrDefault() is { } unknown)
            Console.WriteLine($"migrate: {unknown} is newer than this build; it and the functions are left unchanged");
        await AddFunctionsAsync(connection, functions, ct);
        List<string> done = [];
        foreach (var migration in migrations)
        {
            if (!applied.TryGetValue(migration.Id, out var checksum))
            {
                await ApplyAsync(connection, [migration], t => RecordAsync(connection, [migration], t), ct);
                done.Add(migration.Id);
            }
            else if (checksum != migration.Checksum)
                throw new StartupException(
                    $"Migration {migration.Id} was changed after it had been applied. Migrations only go "
                        + "forward: restore the file and add a new one."
                );
        }
        if (later.Any())
            await connection.ExecuteAsync(RecordSurpassed, functions);
        else
            done.AddRange(await RenewFunctionsAsync(connection, functions, ct));
        foreach (var watch in new[] { "watch_keys", "watch_ids" })
            await ApplyAsync(
                connection,
                [new(watch, watch, $"select platform.{watch}()", "")],
                _ => Task.CompletedTask,
                ct
            );
        await connection.ExecuteAsync(string.Format(null, Rights, Quote(appUser)));
        return done;
    }

    static async Task AddFunctionsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<SqlText> functions,
        CancellationToken ct
    )
    {
        var there = await connection.QueryAsync<string>(FunctionsThere);
        var missing = functions.ExceptBy(there, f => f.Name).Select(f => f with { Sql = Unchecked + f.Sql });
        await ApplyAsync(connection, [.. missing], _ => Task.CompletedTask, ct);
    }

    /// <returns>The ids of the functions that were applied.</returns>
    static async Task<IEnumerable<string>> RenewFunctionsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<SqlText> functions,
        CancellationToken ct
    )
    {
        var last = await connection.QueryAsync<string>(LastApplied);
        SqlText[] changed = [.. functions.ExceptBy(last, f => f.Id)];
        await ApplyAsync(connection, changed, NoteAsync, ct);
        return changed.Select(f => f.Id);

        async Task NoteAsync(NpgsqlTransaction transaction)
        {
            var there = await connection.QueryAsync<string>(FunctionsThere, transaction: transaction);
            var twice = there.CountBy(name => name).Where(n => n.Value > 1).Select(n => n.Key);
            if (twice.Intersect(changed.Select(f => f.Name)).FirstOrDefault() is { } name)
                throw new StartupException(
                    $"Function {name} would overload one of the same name with other parameters. Give it a new "
                        + "name, or drop the former one in a new migration."
                );
            await RecordAsync(connection, changed, transaction);
        }
    }

    static Task RecordAsync(NpgsqlConnection connection, SqlText[] texts, NpgsqlTransaction transaction) =>
        connection.ExecuteAsync(Record, texts, transaction);

    /// <summary>
    /// Applies the texts in one transaction. A migration that waits for a table lock blocks all later requests for that
    /// table and may deadlock. It therefore times out after 200 ms, rolls back and is tried again as a whole.
    /// </summary>
    static async Task ApplyAsync(
        NpgsqlConnection connection,
        IReadOnlyList<SqlText> texts,
        Func<NpgsqlTransaction, Task> note,
        CancellationToken ct
    )
    {
        for (var tries = 1; texts.Count > 0; tries++)
        {
            var id = "";
            await using var transaction = await connection.BeginTransactionAsync(ct);
            try
            {
                foreach (var text in texts)
                {
                    id = text.Id;
                    await connection.ExecuteAsync(
                        new CommandDefinition(
                            GiveWay + text.Sql,
                            transaction: transaction,
                            commandTimeout: 0,
                            cancellationToken: ct
                        )
                    );
                }
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
                throw new StartupException($"Migration {id} failed and was rolled back: {e.SqlState} {e.MessageText}");
            }
            await transaction.RollbackAsync(ct);
            await Task.Delay(Between, ct);
        }
    }

    static string Quote(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
