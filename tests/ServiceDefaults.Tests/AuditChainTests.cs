using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// A change of the audit is detected, by the app role or by an owner of the tables without the key; a head kept outside
/// also detects a cut-off tail.
/// </summary>
public sealed class AuditChainTests : IAsyncLifetime
{
    const int Rows = 20;

    /// <summary>Chains from a number on without a key, as the release before does.</summary>
    const string Unkeyed = """
        do $$
        declare r record; h bytea; n bigint := {0};
        begin
            select hash into h from platform.audit where chain_no = n - 1;
            h := coalesce(h, '');
            for r in
                select position,
                    json_build_array(
                        position, extract(epoch from at), caller_kind, caller_id, purpose, action, subjects, trace_id
                    )::text as content
                from platform.audit where chain_no >= {0} or chain_no is null order by position
            loop
                h := sha256(h || convert_to(r.content, 'UTF8'));
                update platform.audit set chain_no = n, hash = h where position = r.position;
                n := n + 1;
            end loop;
        end $$;
        """;

    const string Begin = """
        drop table if exists kept, kept_head;
        create table kept as select * from platform.audit;
        create table kept_head as select * from platform.audit_head;
        """;
    const string Undo = """
        delete from platform.audit;
        delete from platform.audit_head;
        alter table platform.audit drop constraint if exists audit_numbered, drop constraint if exists audit_linked,
        drop constraint if exists audit_chain_no_key;
        insert into platform.audit overriding system value select * from kept;
        insert into platform.audit_head select * from kept_head;
        """;

    Place _place = null!;
    TestService _service = null!;
    NpgsqlConnection _writersLock = null!;

    public async ValueTask InitializeAsync()
    {
        _place = await Place.CreateAsync();
        _service = await _place.StartAsync();
        // Stops the service's own writer, so that each test decides when rows are chained.
        _writersLock = await _service.Database.Admin.OpenConnectionAsync();
        await _writersLock.ExecuteAsync("select pg_advisory_lock(hashtext('platform.housekeeping'))");
    }

    public async ValueTask DisposeAsync()
    {
        await _writersLock.DisposeAsync();
        await _place.DisposeAsync();
    }

    Task<int> Write(int rows, string at = "now()") =>
        _service.Database.Execute(
            $"""
            insert into platform.audit (at, caller_kind, caller_id, purpose, action, subjects)
            select {at}, 'staff', gen_random_uuid(), 'visit', 'GET', array[gen_random_uuid()]
            from generate_series(1, {rows})
            """
        );

    async Task<AuditHead> Chain()
    {
        await using var session = await _service.SystemSession();
        var head = await AuditChain.ExtendAsync(session, NullLogger.Instance, default);
        await session.Commit(default);
        return head!;
    }

    async Task<AuditHead> Chained(int rows = Rows)
    {
        await Write(rows);
        return await Chain();
    }

    async Task<AuditVerdict> Check(AuditHead? since = null)
    {
        await using var session = await _service.SystemSession();
        return await new AuditCheck(session).RunAsync(since, default);
    }

    async Task<int> Command(params string[] args)
    {
        await using var session = await _service.SystemSession();
        return (await AuditCheck.RunAsync(session, args, _service.Services, default)).Value;
    }

    [Fact]
    public async Task Rows_are_numbered_by_one_writer_whatever_number_of_replicas_run()
    {
        var two = await _place.StartAsync(database: _service.Database);
        await _writersLock.ExecuteAsync("select pg_advisory_unlock_all()");
        var writers = new[] { _service, two }
            .Select(s => s.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single())
            .ToList();
        for (var i = 0; i < Rows; i++)
        {
            await Write(1);
            await Task.WhenAll(writers.Select(w => w.TidyAsync(default)));
        }
        await Eventually.True(
            async () =>
                await _service.Database.Find<long>("select count(*) from platform.audit where chain_no is null") == 0,
            "chained"
        );
        Assert.Equal(
            Enumerable.Range(1, Rows).Select(n => (long)n),
            await _service.Database.Query<long>("select chain_no from platform.audit order by position")
        );
        var verdict = await Check();
        Assert.Equal((Rows, null), (verdict.Intact, verdict.Fault));
    }

    [Fact]
    public async Task Of_two_writers_at_once_one_appends_and_the_other_writes_nothing()
    {
        await Chained();
        await Write(3);
        await using var one = await _service.SystemSession();
        await using var two = await _service.SystemSession();
        foreach (var session in new[] { one, two })
            Assert.Equal(Rows + 3, (await AuditChain.ExtendAsync(session, NullLogger.Instance, default))!.Number);
        var ends = await Task.WhenAll(
            new[] { one, two }.Select(async s => await Record.ExceptionAsync(() => s.Commit(default)))
        );
        Assert.Single(ends, e => e is null);
        Assert.Single(ends, e => e is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure });
        Assert.Equal((Rows + 3, null), ((await Check()).Intact, (await Check()).Fault));
    }

    /// <summary>Each attack runs as the server's administrator, who has all rights but not the key.</summary>
    [Fact]
    public async Task A_row_that_is_changed_deleted_or_inserted_is_found_at_its_number()
    {
        await Chained();
        var forged =
            "insert into platform.audit (at, caller_kind, purpose, action, subjects, chain_no, hash, chain_key) ";
        (string Attack, long? Number)[] attacks =
        [
            ("update platform.audit set purpose = 'nothing to see' where chain_no = 7", 7),
            ("update platform.audit set subjects = '{}' where chain_no = 7", 7),
            ("update platform.audit set at = at + interval '1 microsecond' where chain_no = 7", 7),
            ("update platform.audit set caller_id = null where chain_no = 7", 7),
            ("update platform.audit set purpose = 'x', action = purpose || '|' || action where chain_no = 7", 7),
            ("update platform.audit set hash = decode('00', 'hex') where chain_no = 7", 7),
            ("update platform.audit set chain_key = null where chain_no = 7", 7),
            ("update platform.audit set chain_key = 'other' where chain_no = 7", 7),
            ("delete from platform.audit where chain_no = 7", 7),
            ("delete from platform.audit where chain_no < 7", 1),
            ("delete from platform.audit where chain_no > 15", 16),
            ("delete from platform.audit", 1),
            ("update platform.audit set purpose = 'x' where chain_no = 7;" + string.Format(null, Unkeyed, 7), 7),
            (
                "update platform.audit set purpose = 'x', chain_key = null where true;"
                    + string.Format(null, Unkeyed, 1),
                1
            ),
            (
                "update platform.audit set chain_key = null;"
                    + string.Format(null, Unkeyed, 1)
                    + "update platform.audit_head set unkeyed = 20, hash = (select hash "
                    + "from platform.audit where chain_no = 20)",
                20
            ),
            (
                """
                update platform.audit
                set chain_no = null, hash = null, chain_key = null, purpose = 'x'
                where chain_no = 7
                """,
                7
            ),
            (
                """
                alter table platform.audit drop constraint if exists audit_linked;
                update platform.audit set chain_no = null, purpose = 'x' where chain_no = 7
                """,
                null
            ),
            (
                """
                alter table platform.audit drop constraint if exists audit_numbered;
                update platform.audit set chain_no = -7, purpose = 'x' where chain_no = 7
                """,
                -7
            ),
            (
                """
                alter table platform.audit drop constraint if exists audit_numbered;
                update platform.audit set chain_no = 0 where chain_no = 20
                """,
                0
            ),
            (
                "alter table platform.audit drop constraint if exists audit_chain_no_key;"
                    + forged
                    + "select at, caller_kind, purpose, action, subjects, chain_no, hash, chain_key "
                    + "from platform.audit where chain_no = 7",
                7
            ),
            (forged + "select now(), 'staff', 'x', 'GET', '{}', 21, sha256('x'), 'index'", 21),
            (
                forged
                    + "select now(), 'staff', 'x', 'GET', '{}', 21, sha256('x'), 'index'; update "
                    + "platform.audit_head set chain_no = 21, hash = sha256('x')",
                21
            ),
            (
                """
                update platform.audit_head
                set chain_no = 15, hash = (select hash from platform.audit where chain_no = 15)
                """,
                15
            ),
            ("delete from platform.audit_head", null),
        ];
        foreach (var (attack, number) in attacks)
        {
            await _service.Database.Execute(Begin + attack);
            var fault = (await Check()).Fault;
            Assert.True(fault is not null && fault.Number == number, $"{attack}: {fault}");
            Assert.Equal(1, await Command());
            await _service.Database.Execute(Undo);
        }
        var verdict = await Check();
        Assert.Equal((Rows, null), (verdict.Intact, verdict.Fault));
        Assert.Equal(0, await Command());
    }

    [Fact]
    public async Task A_fault_has_the_time_of_its_row()
    {
        await Write(5, "'2026-03-01 08:00+08'::timestamptz");
        await Chain();
        await _service.Database.Execute("update platform.audit set purpose = 'x' where chain_no = 3");
        var fault = (await Check()).Fault!;
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), fault.At);
        Assert.Contains("number 3, 2026-03-01 00:00:00Z", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_waits_longer_than_the_writer_takes_is_found()
    {
        await Chained();
        await Write(1, "now() - interval '14 minutes'");
        Assert.Null((await Check()).Fault);
        await Write(2, "now() - interval '16 minutes'");
        var fault = (await Check()).Fault!;
        Assert.Contains("2 rows have waited", fault.What, StringComparison.Ordinal);
        Assert.NotNull(fault.At);
    }

    [Fact]
    public async Task A_table_emptied_with_its_head_is_found_even_after_the_writer_has_started_again()
    {
        await Chained();
        await _service.Database.Execute(
            """
            delete from platform.audit;
            delete from platform.audit_head;
            insert into platform.audit_head (unkeyed, chain_no, hash) values (0, 0, '')
            """
        );
        Assert.NotNull((await Check()).Fault);
        await Chain();
        Assert.Contains("empty", (await Check()).Fault!.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audit_without_rows_is_intact()
    {
        await Chain();
        Assert.Equal((null, 0, null), ((await Check()).Head, (await Check()).Intact, (await Check()).Fault));
    }

    /// <summary>
    /// The record of the head belongs to the chain and its seal is valid; only a head kept outside detects the cut.
    /// </summary>
    [Fact]
    public async Task A_tail_cut_off_with_its_head_is_found_by_a_head_kept_outside()
    {
        await Chained(10);
        await _service.Database.Execute("create table old_head as select * from platform.audit_head");
        var outside = await Chained(10);
        await _service.Database.Execute(
            """
            delete from platform.audit where chain_no > 10;
            delete from platform.audit_head;
            insert into platform.audit_head select * from old_head
            """
        );
        Assert.Equal(11, (await Check(outside)).Fault!.Number);
        // More rows are chained, and number 20 differs.
        await Chained(15);
        Assert.Equal(20, (await Check(outside)).Fault!.Number);
        Assert.Equal(1, await Command("--since", outside.ToString()));
    }

    [Fact]
    public async Task From_a_head_kept_outside_only_later_rows_are_checked()
    {
        var outside = await Chained(10);
        var last = await Chained(5);
        var verdict = await Check(outside);
        Assert.Equal((5, null), (verdict.Intact, verdict.Fault));
        Assert.Equal(last.ToString(), verdict.Head!.ToString());
        Assert.Equal(0, (await Check(last)).Intact);
        await _service.Database.Execute("update platform.audit set purpose = 'x' where chain_no = 12");
        Assert.Equal(12, (await Check(outside)).Fault!.Number);
        Assert.Equal(1, await Command("--since", outside.ToString()));
    }

    [Fact]
    public async Task A_malformed_head_is_refused_and_named()
    {
        foreach (var text in new[] { "", "7", "7.", "7.abc", "-7." + new string('0', 64), "x." + new string('0', 64) })
            Assert.Contains(
                "number.hash",
                (await Assert.ThrowsAsync<StartupException>(() => Command("--since", text))).Message,
                StringComparison.Ordinal
            );
    }

    [Theory]
    [InlineData("update platform.audit set chain_no = null where chain_no = 7")]
    [InlineData("update platform.audit set chain_no = -7 where chain_no = 7")]
    [InlineData("update platform.audit set hash = ''")]
    [InlineData("update platform.audit set purpose = 'x'")]
    [InlineData("delete from platform.audit")]
    [InlineData("truncate platform.audit")]
    [InlineData("update platform.audit_head set chain_no = 1")]
    [InlineData("delete from platform.audit_head")]
    [InlineData(
        """
            insert into platform.audit (at, caller_kind, purpose, action, subjects, chain_no, hash)
            values (now(), 'staff', 'x', 'GET', '{}', 21, sha256('x'))
            """
    )]
    [InlineData("insert into platform.audit_head (id, unkeyed, chain_no, hash) values (1, 0, 0, '')")]
    [InlineData(
        "select platform.chain_audit(20, array[1::bigint], array[sha256('x')], sha256('x'), 'index', sha256('x'))"
    )]
    [InlineData(
        "select platform.chain_audit(6, array[]::bigint[], array[]::bytea[], sha256('x'), 'index', sha256('x'))"
    )]
    [InlineData("alter table platform.audit disable row level security")]
    public async Task The_app_role_alters_nothing_of_the_audit(string attack)
    {
        await Chained();
        await using var app = await _service.Database.App.OpenConnectionAsync();
        await app.ExecuteAsync("select platform.as_system(true), set_config('app.system', 'on', false)");
        await Assert.ThrowsAsync<PostgresException>(() => app.ExecuteAsync(attack));
        // The release before grants itself more rights when it migrates with this schema; the audit stays intact.
        await _service.Database.Execute(
            $"""
            grant
            select, insert, update, delete on platform.audit, platform.audit_head to {_service.Database.AppUser}
            """
        );
        _ = await Record.ExceptionAsync(() => app.ExecuteAsync(attack));
        var verdict = await Check();
        Assert.Equal((Rows, null), (verdict.Intact, verdict.Fault));
    }

    [Fact]
    public async Task A_link_made_without_the_key_is_a_fault_and_nothing_is_chained_to_it()
    {
        await Chained();
        await Write(2);
        await using (var app = await _service.Database.App.OpenConnectionAsync())
        {
            await app.ExecuteAsync("select set_config('app.system', 'on', false)");
            await app.ExecuteAsync(
                """
                select platform.chain_audit(
                    20, array[(select max(position) from platform.audit)], array[sha256('x')], sha256('x'),
                    'index', sha256('x')
                )
                """
            );
        }
        Assert.Equal(21, (await Check()).Fault!.Number);
        Assert.Null(await Chain());
    }

    [Fact]
    public async Task A_chain_without_a_key_is_continued_and_sealed()
    {
        await _service.Database.Execute("delete from platform.audit_head");
        await Write(Rows);
        await _service.Database.Execute(string.Format(null, Unkeyed, 1));
        var migration = SqlText.Migrations(typeof(Migrator).Assembly).Single(f => f.Id == "P0054_audit_writer").Sql;
        var carry = migration.IndexOf("insert into platform.audit_head", StringComparison.Ordinal);
        await _service.Database.Execute(migration[carry..migration.IndexOf(';', carry)]);
        Assert.Contains("under a key", (await Check()).Fault!.What, StringComparison.Ordinal);

        await _writersLock.ExecuteAsync("select pg_advisory_unlock_all()");
        await _service.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single().TidyAsync(default);
        await Eventually.True(async () => (await Check()).Fault is null, "sealed");
        await _writersLock.ExecuteAsync("select pg_advisory_lock(hashtext('platform.housekeeping'))");
        Assert.Single(_service.Log, l =>
            l.Contains($"after {Rows} rows that were chained without one", StringComparison.Ordinal)
        );
        await Chained(5);
        Assert.Equal((Rows + 5, null), ((await Check()).Intact, (await Check()).Fault));
        foreach (
            var (attack, number) in new[]
            {
                ("update platform.audit set purpose = 'x' where chain_no = 7", 7),
                ("update platform.audit set purpose = 'x' where chain_no = 7;" + Rechained(), Rows + 1),
            }
        )
        {
            await _service.Database.Execute(Begin + attack);
            Assert.Equal(number, (await Check()).Fault!.Number);
            await _service.Database.Execute(Undo);
        }
        // Only the rows without a key are chained again.
        string Rechained() =>
            string.Format(null, Unkeyed, 1)
                .Replace("chain_no >= 1 or chain_no is null", $"chain_no <= {Rows}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_continues_the_chain_and_rows_of_the_old_one_stay_intact()
    {
        await Chained(5);
        var keyed = await _place.StartAsync(
            ToyService.Setup with
            {
                Settings = new Dictionary<string, string?>
                {
                    ["Sealing:IndexKey"] = _service.App.Configuration["Sealing:IndexKey"]!,
                    ["Sealing:Audit:Keys:a1"] = TestService.RandomKey(),
                    ["Sealing:Audit:Current"] = "a1",
                },
            },
            _service.Database
        );
        await Write(5);
        await using var session = await keyed.SystemSession();
        await AuditChain.ExtendAsync(session, NullLogger.Instance, default);
        await session.Commit(default);
        Assert.Equal(
            ["index", "a1"],
            await _service.Database.Query<string>(
                "select chain_key from platform.audit group by 1 order by min(chain_no)"
            )
        );
        await using var checking = await keyed.SystemSession();
        var verdict = await new AuditCheck(checking).RunAsync(null, default);
        Assert.Equal((10, null), (verdict.Intact, verdict.Fault));
        // Without the key the check fails and names it.
        Assert.Contains("'a1' is not configured", (await Check()).Fault!.What, StringComparison.Ordinal);
        Assert.Null(await Chain());
    }

    [Fact]
    public async Task The_head_is_logged_each_hour_and_a_chain_that_went_back_at_once()
    {
        await _writersLock.ExecuteAsync("select pg_advisory_unlock_all()");
        await _service.App.StopAsync();
        var lines = new Lines();
        var writer = new Housekeeping(
            _service.Services.GetRequiredService<SessionFactory>(),
            _service.Services.GetRequiredService<Schema>(),
            lines
        );
        var said = new List<int>();
        async Task Tidy(TimeSpan later)
        {
            _service.Clock.Move(later);
            await writer.TidyAsync(default);
            said.Add(lines.Count(l => l.StartsWith("audit head ", StringComparison.Ordinal)));
        }
        await Tidy(TimeSpan.Zero);
        await Write(1);
        await Tidy(TimeSpan.Zero);
        await _service.Database.Execute("create table old_head as select * from platform.audit_head");
        await Write(1);
        await Tidy(TimeSpan.FromMinutes(59));
        await Tidy(TimeSpan.FromMinutes(1));
        Assert.Equal([0, 1, 1, 2], said);
        Assert.Equal($"audit head {(await Check()).Head}", lines[^1]);

        await _service.Database.Execute(
            """
            delete from platform.audit where chain_no > 1;
            delete from platform.audit_head;
            insert into platform.audit_head select * from old_head
            """
        );
        await Tidy(TimeSpan.Zero);
        Assert.StartsWith("the audit went back", lines[^1], StringComparison.Ordinal);
        await _service.Database.Execute("delete from platform.audit_head");
        await Tidy(TimeSpan.Zero);
        Assert.StartsWith("the audit is chained no further", lines[^1], StringComparison.Ordinal);
    }

    sealed class Lines : List<string>, ILogger<Housekeeping>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Add(formatter(state, exception));
    }
}
