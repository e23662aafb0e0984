using System.Buffers.Text;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>
/// The change feed of one reader: its cost depends on the reader's own rows, it ends with the log, and it lists changes
/// of the reader's rights.
/// </summary>
public sealed class ChangeFeedTests : IAsyncLifetime
{
    readonly Guid _reader = Guid.CreateVersion7();
    readonly FakeClock _clock = new();
    TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(typeof(ToyService).Assembly);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    async Task<T> As<T>(Func<Session, Task<T>> step)
    {
        await using var session = new Session(_database.App, _clock, null!);
        await session.Enter(
            new CallerClaim
            {
                Subject = _reader,
                StaffRoles = [ToyService.Keeper],
                TreeLock = TreeLock.Snapshot,
            },
            default
        );
        return await step(session);
    }

    Task<ChangePage> Read(string? cursor, int limit = 100) =>
        As(session => ChangeLog.ReadAsync(session, cursor, limit));

    async Task<List<Change>> ReadAll(int limit, string? cursor = null)
    {
        List<Change> all = [];
        for (var more = true; more; )
        {
            var page = await Read(cursor, limit);
            Assert.InRange(page.Changes.Count, 0, limit);
            all.AddRange(page.Changes);
            (cursor, more) = (page.Cursor, page.More);
        }
        return all;
    }

    async Task<Guid> Grant(string? area, Guid? resource = null)
    {
        var id = Guid.CreateVersion7();
        await _database.Execute(
            """
            insert into platform.grants (id, subject_id, role, scope_key, resource_id, valid_from)
            values (@id, @_reader, @Keeper, @area, @resource, now() - interval '1 day')
            """,
            new
            {
                id,
                _reader,
                ToyService.Keeper,
                area,
                resource,
            }
        );
        return id;
    }

    Task<int> End(Guid grant) =>
        _database.Execute("update platform.grants set valid_to = now() where id = @grant", new { grant });

    async Task<Guid> Thing(string scope)
    {
        var id = Guid.CreateVersion7();
        await _database.Execute(
            "insert into things (id, name, scope_key) values (@id, @id::text, @scope)",
            new { id, scope }
        );
        return id;
    }

    static (string, string, string?, string?) Brief(Change c) => (c.Entity, c.Kind, c.ScopeBefore, c.ScopeAfter);

    [Fact]
    public async Task A_page_of_one_area_costs_its_own_rows_however_much_was_written_elsewhere()
    {
        await Grant("a1");
        await _database.Execute(
            """
            insert into platform.changes (entity, entity_id, version, kind, fields, scope_after)
            select 'things', gen_random_uuid(), i, 'i', '{}', case when i % 400 = 0 then 'a1' else 'b' || i % 50 end
            from generate_series(1, 200000) i;
            analyze platform.changes;
            """
        );
        const string rowsRead = """
            select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
            from pg_stat_xact_user_tables
            where relid = 'platform.changes'::regclass
            """;
        var (cursor, pages) = ((string?)null, 0);
        for (var more = true; more; pages++)
            (cursor, more) = await As(async session =>
            {
                var before = await session.Find<long>(rowsRead, default);
                var page = await ChangeLog.ReadAsync(session, cursor, 100);
                Assert.Equal(100, page.Changes.Count);
                Assert.All(page.Changes, c => Assert.Equal("a1", c.ScopeAfter));
                Assert.InRange(await session.Find<long>(rowsRead, default) - before, 100, 1_600);
                return (page.Cursor, page.More);
            });
        Assert.Equal(5, pages);
    }

    [Property(MaxTest = 25)]
    public Property A_reader_gets_the_visible_changes_in_order_and_no_others()
    {
        var key = Gen.Elements("a1", "a1x", "a2", "b1", "b1x", "b1y", "c1");
        var area = Gen.Elements("a", "a1", "a1x", "b1", "b1y", "c");
        var jump = Gen.Frequency((8, Gen.Constant(1)), (1, Gen.Constant(20_000)), (1, Gen.Constant(300_000)));
        var step = Gen.Zip(Gen.Zip(Gen.Elements("i", "u", "d"), jump), Gen.Zip(key, key));
        return Prop.ForAll(
            Arb.From(Gen.Zip(Gen.Zip(step.ListOf().Resize(120), Gen.Choose(1, 4)), Gen.Zip(area, area))),
            given =>
                Follow([.. given.Item1.Item1], [given.Item2.Item1, given.Item2.Item2], given.Item1.Item2)
                    .GetAwaiter()
                    .GetResult()
        );
    }

    async Task<bool> Follow(
        IReadOnlyList<((string Kind, int Jump) What, (string Before, string After) Keys)> steps,
        string[] areas,
        int limit
    )
    {
        await _database.Execute("truncate platform.changes; delete from platform.grants");
        foreach (var area in areas)
            await Grant(area);
        var rows = steps
            .Select(
                (s, i) =>
                    (
                        Id: i + 1L,
                        Before: s.What.Kind == "i" ? null : s.Keys.Before,
                        After: s.What.Kind == "d" ? null : s.Keys.After,
                        s.What.Kind,
                        s.What.Jump
                    )
            )
            .ToList();
        await _database.Execute(
            """
            insert into platform.changes (position, entity, entity_id, version, kind, fields, scope_before, scope_after)
            overriding system value
            select p, 'things', gen_random_uuid(), v, k, '{}', b, a
            from unnest(
                @positions::bigint[], @versions::bigint[], @kinds::text[], @befores::text[], @afters::text[]
            ) x (p, v, k, b, a)
            """,
            new
            {
                positions = rows.Select((_, i) => rows.Take(i + 1).Sum(r => (long)r.Jump)).ToArray(),
                versions = rows.Select(r => r.Id).ToArray(),
                kinds = rows.Select(r => r.Kind).ToArray(),
                befores = rows.Select(r => r.Before).ToArray(),
                afters = rows.Select(r => r.After).ToArray(),
            }
        );
        bool Sees(string? key) => key is not null && areas.Any(a => key.StartsWith(a, StringComparison.Ordinal));
        return (await ReadAll(limit))
            .Select(c => c.Version)
            .SequenceEqual(rows.Where(r => Sees(r.Before) || Sees(r.After)).Select(r => r.Id));
    }

    [Fact]
    public async Task Changes_logged_before_an_area_moved_are_found_below_its_present_key()
    {
        await Grant("d");
        for (var i = 0; i < 100; i++)
            await Thing(
                i % 10 == 0 ? "a1x"
                : i % 10 == 1 ? "a2"
                : "e1"
            );
        await _database.Execute("select platform.relocate(2, array['a1'], array['b1'], now())");
        await _database.Execute("select platform.relocate(3, array['b1x'], array['d7'], now())");
        var all = await ReadAll(2);
        Assert.Equal(10, all.Count(c => c.ScopeAfter == "a1x"));
        Assert.All(all, c => Assert.True(c.ScopeAfter is "a1x" or "d7"));
    }

    [Fact]
    public async Task An_area_gained_and_lost_between_pages_is_listed_and_its_rows_are_hidden_without_the_grant()
    {
        await Grant("a1");
        await Thing("a1");
        await Thing("b1");
        var first = await Read(null);
        Assert.Equal([("things", "i", null, "a1")], first.Changes.Select(Brief));

        var grant = await Grant("b1");
        await Thing("b1");
        var second = await Read(first.Cursor);
        Assert.Equal([("areas", "i", null, "b1"), ("things", "i", null, "b1")], second.Changes.Select(Brief));
        Assert.Empty((await Read(second.Cursor)).Changes);

        await End(grant);
        await Thing("b1");
        var third = await Read(second.Cursor);
        Assert.Equal([("areas", "d", "b1", null)], third.Changes.Select(Brief));
        Assert.Empty((await Read(third.Cursor)).Changes);

        // Gained and lost between two reads: the reader has no copies to delete.
        await End(await Grant("c1"));
        await Thing("c1");
        Assert.Empty((await Read(third.Cursor)).Changes);
    }

    [Fact]
    public async Task An_area_that_became_narrower_is_listed_as_lost_and_its_rest_as_gained()
    {
        var wide = await Grant("a");
        var first = await Read(null);
        await Grant("a1");
        await End(wide);
        var second = await Read(first.Cursor);
        Assert.Equal([("areas", "d", "a", null), ("areas", "i", null, "a1")], second.Changes.Select(Brief));
        await Grant("a");
        Assert.Equal([("areas", "i", null, "a")], (await Read(second.Cursor)).Changes.Select(Brief));
    }

    [Fact]
    public async Task An_area_that_moved_with_its_grant_is_listed_as_moved_only()
    {
        await Grant("a1");
        var first = await Read(null);
        await _database.Execute("select platform.relocate(2, array['a1'], array['b1'], now())");
        Assert.Equal([("relocations", "u", "a1", "b1")], (await Read(first.Cursor)).Changes.Select(Brief));
    }

    [Fact]
    public async Task Covered_resources_are_in_the_feed_and_their_gain_and_loss_is_listed()
    {
        await _database.Execute(
            """
            select platform.track_resource('things', 'scope_key', 'id');
            create table parts (
                id uuid primary key, version bigint not null default 1, thing_id uuid, scope_key text collate "C"
            );
            select platform.track_resource('parts', 'scope_key', 'thing_id');
            """
        );
        await Grant("a1");
        var (mine, other) = (await Thing("b1"), await Thing("b1"));
        var start = (await Read(null)).Cursor;
        var grant = await Grant(null, mine);
        var part = Guid.CreateVersion7();
        await _database.Execute(
            "insert into parts values (@part, 1, @mine, 'b1'); update things set name = name || '!', version = 2",
            new { part, mine }
        );
        var page = await Read(start);
        Assert.Equal(
            [("covered", mine, "i"), ("parts", part, "i"), ("things", mine, "u")],
            page.Changes.Select(c => (c.Entity, c.EntityId, c.Kind))
        );
        // A part that moves to another thing has left; its later changes are not listed.
        await _database.Execute(
            "update parts set thing_id = @other, version = 2; update parts set version = 3",
            new { other }
        );
        var left = await Read(page.Cursor);
        Assert.Equal([("parts", "u", null, null)], left.Changes.Select(Brief));
        await End(grant);
        await _database.Execute("update things set version = 3");
        Assert.Equal(
            [("covered", mine, "d")],
            (await Read(left.Cursor)).Changes.Select(c => (c.Entity, c.EntityId, c.Kind))
        );
    }

    [Fact]
    public async Task A_change_of_many_covered_resources_is_one_entry()
    {
        for (var i = 0; i < 60; i++)
            await Grant(null, Guid.CreateVersion7());
        var first = await Read(null);
        Assert.InRange(first.Cursor.Length, 1, 1_000);
        Assert.Empty((await Read(first.Cursor)).Changes);
        await Grant(null, Guid.CreateVersion7());
        Assert.Equal(("covered", "u"), (await Read(first.Cursor)).Changes.Select(c => (c.Entity, c.Kind)).Single());
    }

    [Fact]
    public async Task Changes_are_deleted_page_by_page_after_90_days_and_an_older_cursor_is_refused()
    {
        await Grant("a1");
        await Thing("a1");
        var first = await Read(null);
        for (var i = 0; i < 25; i++)
            await Thing("a1");
        // A transaction in another database of the server counts as running here.
        await Eventually.True(
            async () =>
                await _database.Find<bool>(
                    "select pg_snapshot_xmin(pg_current_snapshot()) > (select max(xid) from platform.changes)"
                ),
            "all others ended"
        );
        var last = await Read(first.Cursor);
        async Task<int> Prune()
        {
            await using var session = new Session(_database.App, _clock, null!);
            await session.EnterAsSystem(default);
            var some = await ChangeLog.PruneAsync(session, 10, default);
            await session.Commit(default);
            return some;
        }
        _clock.Move(TimeSpan.FromDays(90) - TimeSpan.FromMinutes(5));
        Assert.Equal(0, await Prune());
        await _database.Execute(
            """
            update platform.changes
            set at = at - interval '10 minutes'
            where position <= (select min(position) + 22 from platform.changes)
            """
        );
        var gone = new List<int>();
        for (var i = 0; i < 4; i++)
            gone.Add(await Prune());
        Assert.Equal([10, 10, 3, 0], gone);
        var refused = (await Assert.ThrowsAsync<ProblemException>(() => Read(first.Cursor))).Problem;
        Assert.Equal((410, "PLT-0073"), (refused.Status, refused.Code));
        Assert.Empty((await Read(last.Cursor)).Changes);
        Assert.Equal(3, (await Read(null)).Changes.Count);
    }

    [Fact]
    public async Task A_cursor_of_the_release_before_is_accepted()
    {
        await Grant("a1");
        await Thing("a1");
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars((await Read(null)).Cursor)).Split('/');
        var earlier = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('/', parts.Take(3)) + "/0"));
        await Thing("a1");
        Assert.Single((await Read(earlier)).Changes);
    }

    [Fact]
    public async Task A_forged_cursor_shows_nothing_of_another_area()
    {
        await Grant("a1");
        await Thing("b1");
        await Thing("a1");
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars((await Read(null)).Cursor)).Split('/');
        string Forged(string areas, string covered) =>
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{parts[0]}/1:1://0/0/0/0/{areas}/{covered}"));
        Assert.Equal(
            [("areas", "d", "b1", null), ("areas", "i", null, "a1"), ("things", "i", null, "a1")],
            (await Read(Forged(":b1", ""))).Changes.Select(Brief)
        );
        foreach (
            var bad in new[]
            {
                Forged(string.Concat(Enumerable.Repeat(":a", 9)), ""),
                Forged(":" + new string('a', 101), ""),
                Forged(":é", ""),
                Forged(":a", "abc"),
                Forged(":a", "#abc"),
                Forged(":a", new string('g', 32)),
            }
        )
            Assert.Equal("PLT-0012", (await Assert.ThrowsAsync<ProblemException>(() => Read(bad))).Problem.Code);
    }
}
