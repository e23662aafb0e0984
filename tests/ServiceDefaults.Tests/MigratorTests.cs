using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using Testing;

namespace ServiceDefaults.Tests;

public sealed class MigratorTests : IAsyncLifetime
{
    const string One = "create table one (id int primary key)",
        Two = "create table two (id int primary key)";
    TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateEmptyAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    Task<IReadOnlyList<string>> Migrate(Assembly assembly) => Migrate(_database, assembly);

    static async Task<IReadOnlyList<string>> Migrate(TestDatabase database, Assembly assembly)
    {
        // Its own pool, as each migrator is its own process.
        await using var owner = NpgsqlDataSource.Create(database.OwnerText);
        return await Migrator.MigrateAsync(owner, database.AppUser, assembly);
    }

    Task<IReadOnlyList<string>> Applied() =>
        _database.Query<string>(
            "select id from public.migrations where id not like 'P%' and id not like 'platform.%' order by id"
        );

    /// <summary>A function without parameters, as embedded in a build.</summary>
    static (string Id, string Sql) Function(string name, string body) =>
        ($"Functions/{name}", $"create or replace function {name}() returns int language sql as $$ {body} $$");

    Task<int> Call(string name) => _database.Find<int>($"select {name}()");

    static IEnumerable<string> Numbered(IEnumerable<string> ids) => ids.Where(id => !id.Contains('@'));

    [Fact]
    public async Task Files_are_applied_once_and_in_order_after_the_platforms_own()
    {
        var done = await Migrate(new FakeMigrations(("0002_two", Two), ("0001_one", One)));
        Assert.Equal(["0001_one", "0002_two"], Numbered(done).TakeLast(2));
        Assert.All(Numbered(done).SkipLast(2), id => Assert.StartsWith("P0", id, StringComparison.Ordinal));
        Assert.Empty(await Migrate(new FakeMigrations(("0001_one", One), ("0002_two", Two))));
        Assert.Equal(
            ["0003_three"],
            await Migrate(
                new FakeMigrations(("0001_one", One), ("0002_two", Two), ("0003_three", "create table three (id int)"))
            )
        );
    }

    [Fact]
    public async Task A_file_that_was_changed_after_it_was_applied_is_refused_by_name()
    {
        await Migrate(new FakeMigrations(("0001_one", One)));
        var refusal = await Assert.ThrowsAsync<StartupException>(() =>
            Migrate(new FakeMigrations(("0001_one", One + " "), ("0002_two", Two)))
        );
        Assert.Contains("0001_one", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["0001_one"], await Applied());
    }

    [Fact]
    public async Task A_file_that_fails_is_rolled_back_and_applied_after_a_repair()
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() =>
            Migrate(
                new FakeMigrations(("0001_one", One), ("0002_two", Two + "; insert into one values (1); select 1 / 0"))
            )
        );
        Assert.Contains("0002_two", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["0001_one"], await Applied());
        Assert.Null(await _database.Find<string>("select to_regclass('two')::text"));
        Assert.Equal(0, await _database.Find<long>("select count(*) from one"));

        var done = await Migrate(new FakeMigrations(("0001_one", One), ("0002_two", Two)));
        Assert.Equal(["0002_two"], Numbered(done));
    }

    [Fact]
    public async Task A_migrator_killed_during_a_file_is_resumed_by_running_it_again()
    {
        var files = new FakeMigrations(
            ("0001_one", One),
            (
                "0002_slow",
                "create table slow (id int); select pg_sleep(case when exists (select from gate) then 60 else 0 end)"
            )
        );
        await using (
            var gate = _database.Owner.CreateCommand("create table gate (id int); insert into gate values (1)")
        )
            await gate.ExecuteNonQueryAsync();
        var killed = Assert.ThrowsAnyAsync<Exception>(() => Migrate(files));
        await Eventually.True(
            async () =>
                await _database.Find<bool>(
                    """
                    select coalesce(bool_or(pg_terminate_backend(pid)), false)
                    from pg_stat_activity
                    where datname = current_database() and wait_event = 'PgSleep'
                    """
                ),
            "killed"
        );
        await killed;
        Assert.Equal(["0001_one"], await Applied());

        await _database.Execute("delete from gate");
        Assert.Equal(["0002_slow"], Numbered(await Migrate(files)));
    }

    [Fact]
    public async Task A_file_blocked_by_an_open_transaction_gives_way_and_is_applied_as_a_whole_afterwards()
    {
        await Migrate(new FakeMigrations(("0001_one", One)));
        await using var busy = await _database.Owner.OpenConnectionAsync();
        await using var transaction = await busy.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table one in access share mode", busy))
            await hold.ExecuteNonQueryAsync();
        var migrating = Migrate(
            new FakeMigrations(("0001_one", One), ("0002_two", Two + "; alter table one add column more text"))
        );
        // A later transaction gets its lock although the migration asked before; an endless wait would be cancelled
        // here.
        await Eventually.True(
            async () =>
                await _database.Find<bool>(
                    "select exists (select from pg_locks where relation = 'one'::regclass and not granted)"
                ),
            "it waits"
        );
        await _database.Query<int>("set statement_timeout = '20s'; select id from one");
        Assert.False(migrating.IsCompleted);
        await transaction.CommitAsync();
        Assert.Equal(["0002_two"], await migrating);
    }

    [Fact]
    public async Task A_table_of_a_file_can_be_used_at_once_while_later_files_still_give_way()
    {
        await Migrate(new FakeMigrations(("0001_one", One)));
        await using var busy = await _database.Owner.OpenConnectionAsync();
        await using var transaction = await busy.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table one in access share mode", busy))
            await hold.ExecuteNonQueryAsync();
        const string keep = """
            create or replace function keep() returns trigger language plpgsql
            as 'begin insert into history (id) values (new.id); return null; end'
            """;
        const string history = """
            create table history (number bigserial, id int not null);
            create trigger keep after insert on two for each row execute function keep();
            """;
        var migrating = Migrate(
            new FakeMigrations(
                ("0001_one", One),
                ("0002_two", Two),
                ("0003_history", history),
                ("0004_more", "alter table one add column more text"),
                ("Functions/keep", keep)
            )
        );
        await Eventually.True(async () => (await Applied()).Contains("0003_history"), "the history is there");
        await using (var app = NpgsqlDataSource.Create(_database.AppText))
        await using (var insert = app.CreateCommand("insert into two values (1)"))
            Assert.Equal(1, await insert.ExecuteNonQueryAsync());
        Assert.False(migrating.IsCompleted);
        await transaction.CommitAsync();
        Assert.Equal(["0002_two", "0003_history", "0004_more"], Numbered(await migrating));
    }

    [Fact]
    public async Task Two_migrators_at_once_take_turns_and_apply_each_file_once()
    {
        var files = new FakeMigrations(
            ("0001_one", One + "; select pg_sleep(0.3)"),
            ("0002_two", Two),
            Function("three", "select 3")
        );
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Migrate(files))));
        Assert.Equal(["0001_one", "0002_two"], Numbered(await Applied()));
        Assert.Equal(3, await Call("three"));
        Assert.Contains(both, done => done.Count == 0);
        Assert.Contains(both, done => done.Count > 2);
    }

    [Fact]
    public async Task A_database_ahead_of_the_program_is_left_unchanged()
    {
        await Migrate(new FakeMigrations(("0001_one", One), ("0002_two", Two)));
        Assert.Empty(await Migrate(new FakeMigrations(("0001_one", One))));
        Assert.Equal(["0001_one", "0002_two"], await Applied());
    }

    [Fact]
    public async Task A_changed_file_keeps_the_checksum_in_its_first_line()
    {
        var former = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(One)));
        FakeMigrations before = new(("0001_one", One)),
            after = new(("0001_one", $"-- formerly {former}\n{One} with (fillfactor = 100)"));
        await Migrate(before);
        Assert.Empty(await Migrate(after));

        await using var anew = await TestDatabase.CreateEmptyAsync();
        await Migrate(anew, after);
        Assert.Empty(await Migrate(anew, before));
    }

    [Fact]
    public async Task A_function_is_created_before_the_migration_that_calls_it_and_may_name_its_tables()
    {
        await Migrate(
            new FakeMigrations(
                ("0001_one", One + "; insert into one values (1), (2); create table two (n int default ones())"),
                ("0002_two", "insert into two default values"),
                Function("ones", "select count(*)::int from one")
            )
        );
        Assert.Equal(2, await _database.Find<int>("select n from two"));
    }

    [Fact]
    public async Task A_function_is_applied_again_when_its_text_changes_and_the_row_of_the_former_text_stays()
    {
        FakeMigrations before = new(("0001_one", One), Function("number", "select 1"), Function("other", "select 5")),
            after = new(("0001_one", One), Function("number", "select 2"), Function("other", "select 5"));
        await Migrate(before);
        var rows = await Applied();
        Assert.Equal(1, await Call("number"));
        Assert.Empty(await Migrate(before));

        var done = Assert.Single(await Migrate(after));
        Assert.StartsWith("number@", done, StringComparison.Ordinal);
        Assert.Equal(2, await Call("number"));
        Assert.Equal(rows.Append(done).Order(), (await Applied()).Order());
        Assert.Empty(await Migrate(after));
    }

    [Fact]
    public async Task A_function_that_fails_is_named_and_leaves_all_former_texts_in_place()
    {
        await Migrate(new FakeMigrations(Function("first", "select 1"), Function("second", "select 1")));
        var refusal = await Assert.ThrowsAsync<StartupException>(() =>
            Migrate(new FakeMigrations(Function("first", "select 2"), Function("second", "select n from nowhere")))
        );
        Assert.Contains("second@", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (await Call("first"), await Call("second")));

        await Migrate(new FakeMigrations(Function("first", "select 2"), Function("second", "select 2")));
        Assert.Equal((2, 2), (await Call("first"), await Call("second")));
    }

    [Fact]
    public async Task An_older_build_that_knows_all_migrations_applies_its_own_functions_again()
    {
        FakeMigrations older = new(("0001_one", One), Function("number", "select 1")),
            newer = new(("0001_one", One), Function("number", "select 2"));
        foreach (var (build, number) in new[] { (older, 1), (newer, 2), (older, 1), (newer, 2) })
        {
            Assert.NotEmpty(await Migrate(build));
            Assert.Equal(number, await Call("number"));
        }
    }

    [Fact]
    public async Task An_older_build_leaves_the_functions_of_a_database_that_is_ahead_and_adds_what_is_missing()
    {
        FakeMigrations older = new(("0001_one", One), Function("gone", "select 7"), Function("number", "select 1")),
            newer = new(("0001_one", One), ("0002_two", Two), Function("number", "select 2"));
        await Migrate(newer);
        Assert.False(await Ready(older));
        Assert.Empty(await Migrate(older));
        Assert.Equal((2, 7), (await Call("number"), await Call("gone")));
        Assert.True(await Ready(older));

        Assert.Empty(await Migrate(newer));
        Assert.Equal(2, await Call("number"));
    }

    [Fact]
    public async Task A_process_waits_for_the_text_of_its_functions_and_one_of_the_former_text_continues()
    {
        FakeMigrations before = new(("0001_one", One), Function("number", "select 1")),
            after = new(("0001_one", One), Function("number", "select 2"));
        await Migrate(before);
        Assert.Equal((true, false), (await Ready(before), await Ready(after)));
        await Migrate(after);
        Assert.Equal((true, true), (await Ready(before), await Ready(after)));
    }

    async Task<bool> Ready(Assembly build)
    {
        using Schema schema = new(_database.Owner, new EventSubscriptions("toys", build));
        await using var connection = await _database.Owner.OpenConnectionAsync();
        return await schema.IsThereAsync(connection, default);
    }

    [Fact]
    public async Task A_function_with_other_parameters_is_refused_unless_a_migration_drops_the_former_one()
    {
        (string, string) one = ("0001_one", One),
            wider = ("Functions/number", "create or replace function number(n int) returns int return n + 1");
        await Migrate(new FakeMigrations(one, Function("number", "select 1")));
        var refusal = await Assert.ThrowsAsync<StartupException>(() => Migrate(new FakeMigrations(one, wider)));
        Assert.Contains("Function number ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await _database.Find<long>("select count(*) from pg_proc where proname = 'number'"));

        await Migrate(new FakeMigrations(one, ("0002_number", "drop function if exists number()"), wider));
        Assert.Equal(3, await _database.Find<int>("select number(2)"));
    }

    [Fact]
    public async Task The_app_role_gets_rights_to_rows_and_none_to_the_shape_or_the_history()
    {
        await Migrate(new FakeMigrations(("0001_one", One)));
        const string may = "select has_table_privilege(@AppUser, @table, @right)";
        foreach (var right in new[] { "select", "insert", "update", "delete" })
            Assert.True(
                await _database.Find<bool>(
                    may,
                    new
                    {
                        _database.AppUser,
                        table = "one",
                        right,
                    }
                ),
                right
            );
        foreach (
            var (table, right) in new[]
            {
                ("one", "truncate"),
                ("one", "trigger"),
                ("public.migrations", "insert"),
                ("public.migrations", "update"),
                ("platform.events", "update"),
                ("platform.events", "delete"),
                ("platform.changes", "delete"),
                ("platform.audit", "delete"),
                ("platform.audit", "update"),
            }
        )
            Assert.False(
                await _database.Find<bool>(
                    may,
                    new
                    {
                        _database.AppUser,
                        table,
                        right,
                    }
                ),
                $"{right} on {table}"
            );
        Assert.False(
            await _database.Find<bool>(
                """
                select has_schema_privilege(@AppUser, 'public', 'create')
                    or has_schema_privilege(@AppUser, 'platform', 'create')
                """,
                _database
            )
        );
    }
}
