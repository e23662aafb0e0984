using Dapper;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Tests.Toys;

namespace ServiceDefaults.Tests;

/// <summary>The rights of each kind of caller, enforced by the database.</summary>
public sealed class SessionTests(ToyFixture toys)
{
    const string See = "select name from things where name like @mark || '%' order by name";
    readonly string _mark = Guid.NewGuid().ToString("N")[..12] + " ";
    readonly Guid _subject = Guid.CreateVersion7();

    Session NewSession(NpgsqlDataSource? source = null) =>
        new(source ?? toys.Database.App, toys.Service.Clock, toys.Service.Sealer);

    Task<int> Insert(
        string name,
        string? scope = null,
        Guid? person = null,
        Guid? organization = null,
        Guid? partner = null,
        Guid? id = null
    ) =>
        toys.Database.Execute(
            """
            insert into things (id, name, scope_key, person_id, organization_id, partner_id)
            values (@id, @name, @scope, @person, @organization, @partner)
            """,
            new
            {
                id = id ?? Guid.CreateVersion7(),
                name = _mark + name,
                scope,
                person,
                organization,
                partner,
            }
        );

    async Task<string> Sees(CallerClaim claim)
    {
        await using var session = NewSession();
        await session.Enter(claim, default);
        return string.Join(
            ",",
            (await session.Query<string>(See, new { mark = _mark }, default)).Select(n => n[_mark.Length..])
        );
    }

    Task Grant(string role, string? scope = null, Guid? organization = null, Guid? resource = null) =>
        toys.Service.Grant(_subject, role, scope, organization, resource);

    async Task InsertOneOfEach()
    {
        await Insert("area a1", "a1x");
        await Insert("area a2", "a2x");
        await Insert("mine", person: _subject);
        await Insert("of somebody", person: Guid.CreateVersion7());
        await Insert("of nobody");
    }

    [Fact]
    public async Task The_app_role_owns_nothing_and_cannot_pass_by_policies()
    {
        Assert.Equal(
            0,
            await toys.Database.Find<long>(
                "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = @AppUser",
                toys.Database
            )
        );
        Assert.False(
            await toys.Database.Find<bool>(
                "select rolsuper or rolbypassrls from pg_roles where rolname = @AppUser",
                toys.Database
            )
        );
        await using var app = await toys.Database.App.OpenConnectionAsync();
        await Assert.ThrowsAsync<PostgresException>(() => app.ExecuteAsync("create table public.mine (id int)"));
        await Assert.ThrowsAsync<PostgresException>(() =>
            app.ExecuteAsync("alter table things disable row level security")
        );
        await Assert.ThrowsAsync<PostgresException>(() => app.ExecuteAsync("truncate platform.events"));
        await Assert.ThrowsAsync<PostgresException>(() =>
            app.ExecuteAsync("update platform.audit set purpose = 'other'")
        );
    }

    [Fact]
    public async Task Policies_are_forced_even_on_the_owner()
    {
        await Insert("area a1", "a1");
        await using var owner = await toys.Database.Owner.OpenConnectionAsync();
        Assert.Empty(await owner.QueryAsync<string>(See, new { mark = _mark }));
    }

    [Fact]
    public async Task A_table_with_a_policy_shows_nothing_to_a_connection_without_a_caller()
    {
        await Insert("area a1", "a1");
        await using var app = await toys.Database.App.OpenConnectionAsync();
        Assert.Empty(await app.QueryAsync<string>(See, new { mark = _mark }));
        Assert.Equal(
            0,
            await app.ExecuteAsync("delete from things where name like @mark || '%'", new { mark = _mark })
        );
    }

    [Fact]
    public async Task Staff_see_their_areas_and_nothing_beside_them()
    {
        await InsertOneOfEach();
        await Grant("keeper", "a1");
        Assert.Equal("area a1", await Sees(new() { Subject = _subject, StaffRoles = ["keeper"] }));
    }

    [Fact]
    public async Task A_role_that_the_route_does_not_name_gives_no_rights()
    {
        await InsertOneOfEach();
        await Grant("other role", "a1");
        Assert.Equal("", await Sees(new() { Subject = _subject, StaffRoles = ["keeper"] }));
    }

    [Fact]
    public async Task An_area_with_the_empty_key_is_everything_that_lies_in_an_area()
    {
        await InsertOneOfEach();
        await Grant("keeper", "");
        Assert.Equal("area a1,area a2", await Sees(new() { Subject = _subject, StaffRoles = ["keeper"] }));
    }

    [Fact]
    public async Task An_area_holds_the_keys_that_begin_with_its_own_and_not_its_neighbours()
    {
        foreach (var key in new[] { "b0", "b1", "b10", "b1zz", "b2" })
            await Insert(key, key);
        await Grant("keeper", "b1");
        Assert.Equal("b1,b10,b1zz", await Sees(new() { Subject = _subject, StaffRoles = ["keeper"] }));
    }

    [Fact]
    public async Task A_covered_resource_is_seen_wherever_it_lies()
    {
        var covered = Guid.CreateVersion7();
        await Insert("covered", "z9", id: covered);
        await Insert("beside it", "z9");
        await Grant("keeper", resource: covered);
        Assert.Equal("covered", await Sees(new() { Subject = _subject, StaffRoles = ["keeper"] }));
    }

    [Fact]
    public async Task A_person_sees_the_records_about_that_person()
    {
        await InsertOneOfEach();
        Assert.Equal("mine", await Sees(new() { Subject = _subject, AsPerson = true }));
    }

    [Fact]
    public async Task Staff_see_no_records_about_themselves_where_the_route_is_not_for_persons()
    {
        await InsertOneOfEach();
        await Grant("keeper", "a1");
        Assert.Equal("area a1", await Sees(new() { Subject = _subject, StaffRoles = ["keeper"] }));
        Assert.Equal(
            "area a1,mine",
            await Sees(
                new()
                {
                    Subject = _subject,
                    StaffRoles = ["keeper"],
                    AsPerson = true,
                }
            )
        );
    }

    [Fact]
    public async Task An_organization_sees_its_own_records()
    {
        var (ours, theirs) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Insert("ours", organization: ours);
        await Insert("theirs", organization: theirs);
        await Grant("manager", organization: ours);
        Assert.Equal("ours", await Sees(new() { Subject = _subject, OrganizationRoles = ["manager"] }));
    }

    [Fact]
    public async Task A_partner_sees_its_own_records()
    {
        await Insert("ours", partner: _subject);
        await Insert("theirs", partner: Guid.CreateVersion7());
        Assert.Equal("", await Sees(new() { Subject = _subject, PartnerRoles = ["toy-partner"] }));
        await Grant("toy-partner");
        Assert.Equal("ours", await Sees(new() { Subject = _subject, PartnerRoles = ["toy-partner"] }));
    }

    [Fact]
    public async Task The_system_sees_everything_and_the_anonymous_nothing()
    {
        await InsertOneOfEach();
        Assert.Equal("area a1,area a2,mine,of nobody,of somebody", await Sees(CallerClaim.System));
        Assert.Equal("", await Sees(new()));
    }

    [Fact]
    public async Task The_callers_rights_never_leak_through_the_pool()
    {
        await InsertOneOfEach();
        await Grant("keeper", "a1");
        await using var single = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(toys.Database.AppText)
            {
                MaxPoolSize = 1,
                NoResetOnClose = true,
                ApplicationName = _mark,
            }.ConnectionString
        );
        foreach (
            var claim in new[]
            {
                CallerClaim.System,
                new()
                {
                    Subject = _subject,
                    StaffRoles = ["keeper"],
                    AsPerson = true,
                },
            }
        )
        foreach (var commit in new[] { true, false })
        {
            await using (var session = NewSession(single))
            {
                await session.Enter(claim, default);
                Assert.NotEmpty(await session.Query<string>(See, new { mark = _mark }, default));
                if (commit)
                    await session.Commit(default);
            }
            await using var next = await single.OpenConnectionAsync();
            Assert.Empty(await next.QueryAsync<string>(See, new { mark = _mark }));
        }
    }

    [Fact]
    public async Task Areas_inside_other_areas_of_the_caller_count_once_and_nine_separate_ones_are_refused()
    {
        for (var i = 1; i <= 8; i++)
            await Grant("keeper", $"c{i}");
        for (var i = 1; i <= 8; i++)
            await Grant("keeper", $"c{i}inside");
        await using (var session = NewSession())
            Assert.Equal(
                8,
                (await session.Enter(new() { Subject = _subject, StaffRoles = ["keeper"] }, default)).Ranges
            );

        await Grant("keeper", "c9");
        (await toys.Service.As(_subject).Get("/toys/v1/staff")).Refused(403, "PLT-0019");
    }

    [Fact]
    public async Task A_row_cannot_be_written_outside_the_area()
    {
        await Grant("keeper", "a1");
        var keeper = toys.Service.As(_subject);
        (await keeper.Post("/toys/v1/things", new { name = _mark + "in", scopeKey = "a1" })).Expect(201);
        (await keeper.Post("/toys/v1/things", new { name = _mark + "out", scopeKey = "a2" })).Refused(
            403,
            PlatformProblems.NotAllowed.Code
        );
        Assert.Equal(
            0,
            await toys.Database.Find<long>(
                "select count(*) from things where name = @name",
                new { name = _mark + "out" }
            )
        );
    }

    [Fact]
    public async Task A_step_as_the_system_sees_all_rows_and_restores_the_callers_rights()
    {
        await InsertOneOfEach();
        await Grant("keeper", "a1");
        await using var session = NewSession();
        await session.Enter(new() { Subject = _subject, StaffRoles = ["keeper"] }, default);
        Assert.Equal(
            5,
            (await session.AsSystem(() => session.Query<string>(See, new { mark = _mark }, default), default)).Count
        );
        Assert.Single(await session.Query<string>(See, new { mark = _mark }, default));
    }

    [Fact]
    public async Task A_session_left_open_is_ended_by_the_database()
    {
        await using var session = await toys.Service.SystemSession();
        Assert.Equal(
            "2min",
            Assert.Single(await session.Query<string>("show idle_in_transaction_session_timeout", default))
        );
    }

    [Fact]
    public async Task A_session_that_can_not_begin_gives_its_connection_back()
    {
        // A database without the schema, as for a service that starts before its migration.
        var server = (await Testing.TestServers.GetAsync()).Postgres.ConnectionString;
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server) { MaxPoolSize = 1, Timeout = 3 }
        );
        var factory = new SessionFactory(source, toys.Service.Clock, toys.Service.Sealer, Limits.Usual);
        for (var i = 0; i < 3; i++)
            Assert.Equal(
                "3F000",
                (await Assert.ThrowsAsync<PostgresException>(() => factory.SystemAsync("test", default))).SqlState
            );
    }

    [Fact]
    public async Task A_session_that_is_not_committed_changes_nothing()
    {
        var id = Guid.CreateVersion7();
        await using (var session = await toys.Service.SystemSession())
        {
            await session.Execute("insert into things (id, name) values (@id, 'gone')", new { id }, default);
            session.Defer("insert into effects (source, aggregate_id, number) values ('gone', @id, 1)", new { id });
            session.Publish(new ThingNamed(id, "gone"));
            session.RecordAccess(id);
            await session.GetConnection(default);
        }
        Assert.Equal(
            0,
            await toys.Database.Find<long>(
                """
                select (select count(*) from things where id = @id) + (
                    select count(*) from effects where aggregate_id = @id
                ) + (
                    select count(*) from platform.events where aggregate_id = @id
                ) + (
                    select count(*) from platform.audit where @id = any (subjects)
                )
                """,
                new { id }
            )
        );
    }

    [Fact]
    public async Task An_event_flushed_before_the_commit_is_published_only_with_it()
    {
        var (gone, kept) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var id in new[] { gone, kept })
        {
            await using var session = await toys.Service.SystemSession();
            session.Publish(new ThingNamed(id, "1"));
            await session.Flush(default);
            session.Publish(new ThingNamed(id, "2"));
            if (id == kept)
                await session.Commit(default);
        }
        Assert.Equal(
            ["1", "2"],
            (await toys.Service.Published<ThingNamed>()).Where(e => e.ThingId == kept).Select(e => e.Name)
        );
        Assert.DoesNotContain(await toys.Service.Published<ThingNamed>(), e => e.ThingId == gone);
    }

    [Fact]
    public async Task A_session_without_a_caller_reaches_nothing()
    {
        await using var session = NewSession();
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.Query<int>("select 1", default));
    }
}
