using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

public sealed class ChangeLogTests : IAsyncLifetime
{
    TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(typeof(ToyService).Assembly);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    async Task<ChangePage> Read(string? cursor, int limit = 100, CallerClaim? claim = null)
    {
        await using var session = new Session(_database.App, TimeProvider.System, null!);
        await session.Enter(claim ?? CallerClaim.System, default);
        return await ChangeLog.ReadAsync(session, cursor, limit);
    }

    Task<int> Insert(Guid id, string scope) =>
        _database.Execute(
            "insert into things (id, name, scope_key) values (@id, @name, @scope)",
            new
            {
                id,
                name = "n" + id,
                scope,
            }
        );

    [Fact]
    public async Task A_change_has_entity_version_fields_and_the_rows_area_before_and_after()
    {
        var id = Guid.CreateVersion7();
        await Insert(id, "a1");
        await _database.Execute("update things set scope_key = 'b1', version = version + 1 where id = @id", new { id });
        await _database.Execute("update things set name = name where id = @id", new { id });
        await _database.Execute("delete from things where id = @id", new { id });

        var changes = (await Read(null)).Changes;
        Assert.Equal(["i", "u", "d"], changes.Select(c => c.Kind));
        Assert.Equal([1L, 2, 3], changes.Select(c => c.Version));
        Assert.Equal([null, "a1", "b1"], changes.Select(c => c.ScopeBefore));
        Assert.Equal(["a1", "b1", null], changes.Select(c => c.ScopeAfter));
        Assert.Equal(["scope_key", "version"], changes[1].Fields.Order());
        Assert.All([changes[0], changes[2]], c => Assert.Empty(c.Fields));
        Assert.All(changes, c => Assert.Equal(("things", id), (c.Entity, c.EntityId)));
    }

    [Fact]
    public async Task A_row_that_commits_late_comes_late_and_is_not_skipped()
    {
        await using var late = await _database.Admin.OpenConnectionAsync();
        await using var open = await late.BeginTransactionAsync();
        var (slow, quick) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (
            var insert = new NpgsqlCommand("insert into things (id, name) values ($1, 'slow')", late, open)
            {
                Parameters = { new() { Value = slow } },
            }
        )
            await insert.ExecuteNonQueryAsync();
        await Insert(quick, "a1");

        var first = await Read(null);
        Assert.Equal([quick], first.Changes.Select(c => c.EntityId));
        await open.CommitAsync();
        Assert.Equal([slow], (await Read(first.Cursor)).Changes.Select(c => c.EntityId));
    }

    /// <summary>
    /// PostgreSQL's snapshot ends after the last ended transaction, and the late transaction began after it.
    /// </summary>
    [Fact]
    public async Task A_row_that_was_written_before_another_and_commits_two_pages_later_is_not_skipped()
    {
        await using var source = NpgsqlDataSource.Create(_database.AdminText);
        await using var first = await source.OpenConnectionAsync();
        await using var second = await source.OpenConnectionAsync();
        await using var earlier = await first.BeginTransactionAsync();
        await using var later = await second.BeginTransactionAsync();
        await Write(first);
        var slow = await Write(second);
        await Write(first);
        await earlier.CommitAsync();

        var page = await Read(null);
        Assert.Equal(2, page.Changes.Count);
        page = await Read(page.Cursor);
        Assert.Empty(page.Changes);
        await later.CommitAsync();
        Assert.Equal([slow], (await Read(page.Cursor)).Changes.Select(c => c.EntityId));

        static async Task<Guid> Write(NpgsqlConnection connection)
        {
            var id = Guid.CreateVersion7();
            await using var insert = new NpgsqlCommand("insert into things (id, name) values ($1, 'x')", connection)
            {
                Parameters = { new() { Value = id } },
            };
            await insert.ExecuteNonQueryAsync();
            return id;
        }
    }

    [Fact]
    public async Task Readers_see_what_enters_or_leaves_their_area_and_nothing_else()
    {
        var (entering, leaving, outside) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Insert(entering, "b1");
        await Insert(leaving, "a1");
        await Insert(outside, "c1");
        var subject = Guid.CreateVersion7();
        await _database.Execute(
            """
            insert into platform.grants (id, subject_id, role, scope_key, valid_from)
            values (@subject, @subject, 'keeper', 'a', now() - interval '1 day')
            """,
            new { subject }
        );
        var keeper = new CallerClaim { Subject = subject, StaffRoles = ["keeper"] };
        var start = (await Read(null, claim: keeper)).Cursor;

        await _database.Execute(
            """
            update things set scope_key = 'a2', version = 2 where id = @entering;
            update things set scope_key = 'b2', version = 2 where id = @leaving;
            update things set scope_key = 'b3', version = 2 where id = @outside
            """,
            new
            {
                entering,
                leaving,
                outside,
            }
        );
        var changes = (await Read(start, claim: keeper)).Changes;
        Assert.Equal(
            [(entering, "b1", "a2"), (leaving, "a1", "b2")],
            changes.Select(c => (c.EntityId, c.ScopeBefore!, c.ScopeAfter!))
        );
    }

    [Fact]
    public async Task A_cursor_from_before_a_restore_is_refused_however_far_the_restored_database_has_come()
    {
        await using var database = await TestDatabase.CreateAsync(typeof(ToyService).Assembly);
        async Task<ChangePage> Page(string? cursor)
        {
            await using var session = new Session(database.App, TimeProvider.System, null!);
            await session.EnterAsSystem(default);
            return await ChangeLog.ReadAsync(session, cursor, 10);
        }
        static Task Write(TestDatabase to, string name) =>
            to.Execute(
                "insert into things (id, name, scope_key) values (gen_random_uuid(), @name, 'a1')",
                new { name }
            );
        await Write(database, "kept");
        var kept = await database.KeepAsync();
        await Write(database, "lost");
        var before = (await Page(null)).Cursor;
        Assert.Empty((await Page(before)).Changes);

        await database.RestoreAsync(kept);
        for (var i = 0; i < 5; i++)
            await Write(database, "after");
        Assert.Equal("PLT-0013", (await Assert.ThrowsAsync<Http.ProblemException>(() => Page(before))).Problem.Code);
        // A new reader continues from there.
        var anew = await Page(null);
        Assert.Equal(6, anew.Changes.Count);
        await Write(database, "later");
        Assert.Single((await Page(anew.Cursor)).Changes);
    }

    [Fact]
    public async Task A_cursor_with_transactions_not_yet_begun_is_refused()
    {
        var parts = System
            .Text.Encoding.ASCII.GetString(System.Buffers.Text.Base64Url.DecodeFromChars((await Read(null)).Cursor))
            .Split('/');
        var ahead = System.Buffers.Text.Base64Url.EncodeToString(
            System.Text.Encoding.ASCII.GetBytes($"{parts[0]}/99999999999:99999999999://0")
        );
        Assert.Equal("PLT-0013", (await Assert.ThrowsAsync<Http.ProblemException>(() => Read(ahead))).Problem.Code);
    }

    [Fact]
    public async Task A_cursor_of_another_database_or_a_malformed_one_is_refused()
    {
        await using var other = await TestDatabase.CreateAsync(typeof(ToyService).Assembly);
        await using var session = new Session(other.App, TimeProvider.System, null!);
        await session.EnterAsSystem(default);
        var foreign = (await ChangeLog.ReadAsync(session, null, 10)).Cursor;

        Assert.Equal("PLT-0013", (await Assert.ThrowsAsync<Http.ProblemException>(() => Read(foreign))).Problem.Code);
        var own = (await Read(null)).Cursor;
        var instance = (await _database.Find<Guid>("select platform.present_instance()")).ToString("N");
        static string Cursor(string text) =>
            System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.ASCII.GetBytes(text));
        foreach (
            var bad in new[]
            {
                "",
                "x",
                "AAAA",
                "!!",
                own[..^4],
                own + "!",
                Cursor("a/b/c/d"),
                Cursor($"{instance}/9:5://0"),
                Cursor($"{instance}/5:9:7,6//0"),
                Cursor($"{instance}/5:9:12//0"),
                Cursor($"{instance}/5:9:/x/0"),
                Cursor($"{instance}/5:9://x"),
                Cursor($"{instance}/5:9:'//0"),
            }
        )
            Assert.Equal(
                (bad, "PLT-0012"),
                (bad, (await Assert.ThrowsAsync<Http.ProblemException>(() => Read(bad))).Problem.Code)
            );
    }

    [Property(MaxTest = 25)]
    public Property In_any_order_of_commits_every_change_is_read_once_and_each_row_in_order_of_its_versions()
    {
        // Each step is an action of one of four transactions, or a page read.
        var step = Gen.Zip(
            Gen.Choose(0, 3),
            Gen.Frequency(
                (5, Gen.Constant('w')),
                (2, Gen.Constant('c')),
                (1, Gen.Constant('r')),
                (3, Gen.Constant('p'))
            )
        );
        return Prop.ForAll(Arb.From(step.ListOf().Resize(60)), steps => Follow([.. steps]).GetAwaiter().GetResult());
    }

    async Task<bool> Follow(IReadOnlyList<(int Who, char What)> steps)
    {
        var writers = new NpgsqlTransaction?[4];
        List<(Guid Id, long Version)>[] open =
        [
            [],
            [],
            [],
            [],
        ];
        HashSet<(Guid, long)> committed = [];
        List<(Guid, long)> read = [];
        var rows = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToArray();
        var cursor = (await Read(null, 10_000)).Cursor;
        await using var writing = NpgsqlDataSource.Create(_database.AdminText);

        async Task End(int who, bool commit)
        {
            if (writers[who] is not { } transaction)
                return;
            if (commit)
                await transaction.CommitAsync();
            else
                await transaction.RollbackAsync();
            if (commit)
                committed.UnionWith(open[who]);
            await transaction.Connection!.DisposeAsync().ConfigureAwait(false);
            (writers[who], open[who]) = (null, []);
        }

        async Task ReadPage(int limit)
        {
            var page = await Read(cursor, limit);
            read.AddRange(page.Changes.Select(c => (c.EntityId, c.Version)));
            cursor = page.Cursor;
        }

        foreach (var (who, what) in steps)
        {
            if (what == 'p')
                await ReadPage(1 + who);
            else if (what is 'c' or 'r')
                await End(who, what == 'c');
            else
            {
                var connection = writers[who]?.Connection ?? await writing.OpenConnectionAsync();
                writers[who] ??= await connection.BeginTransactionAsync();
                // Its own row, changed by several of its transactions, and a new one.
                foreach (var id in new[] { rows[who], Guid.CreateVersion7() })
                {
                    await using var write = new NpgsqlCommand(
                        """
                        insert into things (id, name)
                        values ($1, $1::text)
                        on conflict (id)
                            do update set version = things.version + 1, name = things.name || '.'
                        returning version
                        """,
                        connection,
                        writers[who]
                    )
                    {
                        Parameters = { new() { Value = id } },
                    };
                    open[who].Add((id, (long)(await write.ExecuteScalarAsync())!));
                }
            }
        }
        for (var who = 0; who < 4; who++)
            await End(who, who % 2 == 0);
        for (var before = -1; before != read.Count; )
        {
            before = read.Count;
            await ReadPage(7);
        }
        return read.Count == committed.Count
            && committed.SetEquals(read)
            && read.GroupBy(r => r.Item1).All(g => g.SequenceEqual(g.OrderBy(r => r.Item2)));
    }
}
