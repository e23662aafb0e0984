using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Organizations.Features.Appointments;
using Testing;

namespace Organizations.Tests;

public class AppointmentTests(OrganizationsFixture fixture)
{
    const string Appointments = "/organizations/v1/appointments";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task An_officer_appoints_in_the_own_area_and_the_appointment_gives_access_until_it_ends()
    {
        var province = await Province.NewAsync(_service);
        var county = await province.Division(province.County);
        var person = (
            await province.Administrator.Post(
                "/organizations/v1/people",
                new { name = "张主任", divisionId = county.Id }
            )
        )
            .Expect(201)
            .Id;
        var made = (
            await province.Administrator.Post(
                Appointments,
                new
                {
                    personId = person,
                    post = Post.FederationOfficer,
                    divisionId = county.Id,
                }
            )
        ).Expect(201);
        var started = Assert.Single(await _service.Published<AppointmentStarted>(), e => e.AppointmentId == made.Id);
        Assert.Equal(
            (person, Post.FederationOfficer, county["key"].GetString(), null),
            (started.PersonId, started.Post, started.ScopeKey, started.OrganizationId)
        );

        var officer = _service.As(person);
        await Eventually.True(
            async () => (await officer.Get($"/organizations/v1/people/{person}")).Status == 200,
            "the grant has arrived"
        );
        var member = (await officer.Post("/organizations/v1/people", new { name = "李执委" })).Expect(201).Id;
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = member,
                    post = Post.ExecutiveMember,
                    divisionId = (await province.Division(province.Village)).Id,
                }
            )
        ).Expect(201);

        var ended = (await province.Administrator.Post(made.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Expect(
            200
        );
        Assert.NotNull(ended["endedAt"].GetString());
        Assert.Single(await _service.Published<AppointmentEnded>(), e =>
            e.AppointmentId == made.Id && e.PersonId == person
        );
        await Eventually.True(
            async () => (await officer.Post("/organizations/v1/people", new { name = "x" })).Status == 403,
            "refused"
        );
        (await province.Administrator.Post(made.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Refused(
            409,
            "ORG-0004"
        );
    }

    [Fact]
    public async Task An_appointment_of_nobody_to_an_unknown_post_names_both()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        (await officer.Post(Appointments, new { post = "queen", basis = "weekends" })).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1001",
            "/post PLT-1003",
            "/basis PLT-1003"
        );
    }

    [Fact]
    public async Task An_unknown_reason_is_refused_before_the_appointment_is_looked_up()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var ended = await officer.Post($"{Appointments}/{Guid.NewGuid()}/end", new { reason = "bored" }, ifMatch: "*");
        ended.Refused(400, "PLT-0001", "/reason PLT-1003");
    }

    [Fact]
    public async Task A_change_to_an_empty_basis_is_refused()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var changed = await officer.Patch($"{Appointments}/{Guid.NewGuid()}", new { basis = " " }, "*");
        changed.Refused(400, "PLT-0001", "/basis PLT-1001");
    }

    [Fact]
    public async Task A_summary_of_an_unknown_post_is_refused()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        (await officer.Get($"{Appointments}/summary?post=queen")).Refused(400, "PLT-0001", "/post PLT-1003");
    }

    [Fact]
    public async Task An_officer_cannot_name_a_place_person_or_organization_outside_the_own_area()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var other = await province.Staff(Post.FederationOfficer, province.OtherCounty);
        var (inside, outside) = (
            (await province.Division(province.County)).Id,
            (await province.Division(province.OtherCounty)).Id
        );
        var mine = (await officer.Post("/organizations/v1/people", new { name = "孙" })).Expect(201).Id;
        var theirs = (await other.Post("/organizations/v1/people", new { name = "周" })).Expect(201).Id;
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = mine,
                    post = Post.Chair,
                    divisionId = outside,
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = theirs,
                    post = Post.Chair,
                    divisionId = inside,
                }
            )
        ).Refused(400, "PLT-0001", "/personId PLT-1008");
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = mine,
                    post = Post.EmployerManager,
                    organizationId = Guid.NewGuid(),
                }
            )
        ).Refused(400, "PLT-0001", "/organizationId PLT-1008");
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = mine,
                    post = Post.Chair,
                    validFrom = "2024-05-01",
                    validTo = "2024-04-30",
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1001", "/validTo PLT-1007");
        (await officer.Post(Appointments, new { personId = mine, post = Post.EmployerManager })).Refused(
            400,
            "PLT-0001",
            "/organizationId PLT-1001"
        );
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = mine,
                    post = Post.PlatformAdministrator,
                    divisionId = inside,
                }
            )
        ).Refused(403, "ORG-0002");

        var made = (
            await other.Post(
                Appointments,
                new
                {
                    personId = theirs,
                    post = Post.Chair,
                    divisionId = outside,
                }
            )
        ).Expect(201);
        (await officer.Get(made.Headers["Location"])).Refused(404, "PLT-0005");
        (await officer.Post(made.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Refused(404, "PLT-0005");
        (
            await other.Post(
                Appointments,
                new
                {
                    personId = theirs,
                    post = Post.Chair,
                    divisionId = outside,
                }
            )
        ).Refused(409, "ORG-0003");
        (await _service.As(theirs).Get(made.Headers["Location"])).Expect(200);
        (await _service.AsNobody().Post(Appointments)).Expect(401);
        (await (await province.Staff(Post.Chair, province.County)).Post(Appointments)).Expect(403);
    }

    [Fact]
    public async Task A_term_is_shown_by_its_days_in_China()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var person = (await officer.Post("/organizations/v1/people", new { name = "吴" })).Expect(201).Id;
        var made = (
            await officer.Post(
                Appointments,
                new
                {
                    personId = person,
                    post = Post.ViceChair,
                    divisionId = (await province.Division(province.Township)).Id,
                    validFrom = "2026-01-01",
                    validTo = "2030-12-31",
                }
            )
        ).Expect(201);
        var started = Assert.Single(await _service.Published<AppointmentStarted>(), e => e.AppointmentId == made.Id);
        Assert.Equal(
            (
                new DateTimeOffset(2025, 12, 31, 16, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2030, 12, 31, 16, 0, 0, TimeSpan.Zero)
            ),
            (started.ValidFrom, started.ValidTo)
        );
    }

    [Fact]
    public async Task An_employer_from_Jobs_can_be_given_a_manager()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var employer = Guid.CreateVersion7();
        await _service.Deliver(
            new Contracts.Jobs.V1.EmployerRegistered(
                employer,
                "91610631MA6YE" + province.Digits + "XXX",
                "黄龙山珍合作社",
                await province.Key(province.County)
            )
        );
        var person = (await officer.Post("/organizations/v1/people", new { name = "郑经理" })).Expect(201).Id;
        var made = (
            await officer.Post(
                Appointments,
                new
                {
                    personId = person,
                    post = Post.EmployerManager,
                    organizationId = employer,
                }
            )
        ).Expect(201);
        var started = Assert.Single(await _service.Published<AppointmentStarted>(), e => e.AppointmentId == made.Id);
        Assert.Equal((null, employer), (started.ScopeKey, started.OrganizationId));
        var seen = await Eventually.Of(
            () => _service.As(person).Get($"/organizations/v1/organizations/{employer}"),
            a => a.Status == 200,
            "the manager sees the own organization"
        );
        Assert.Equal("employer", seen["kind"].GetString());
        (
            await (await province.Staff(Post.FederationOfficer, province.OtherCounty)).Get(
                $"/organizations/v1/organizations/{employer}"
            )
        ).Expect(404);
    }

    [Fact]
    public async Task The_first_administrator_is_appointed_by_command_once_and_the_last_one_stays()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        await using var service = await TestService.StartAsync(fixture.Setup, database, broker.Address);
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        for (var i = 0; i < 2; i++)
        {
            await using var session = await service.SystemSession();
            await AppointAdministrator.Verb.Run(session, [first.ToString()], service.Services, default);
            await session.Commit(default);
        }
        var appointment = Assert.Single(await service.Published<AppointmentStarted>()).AppointmentId;
        var administrator = service.As(first);
        await Eventually.True(
            async () => (await administrator.Get($"/organizations/v1/people/{first}")).Status == 200,
            "the grant has arrived"
        );
        (await administrator.Post($"{Appointments}/{appointment}/end", ifMatch: "\"v1\"")).Refused(409, "ORG-0005");
        (await administrator.Post("/organizations/v1/people", new { id = second, name = "第二位" })).Expect(201);
        (await administrator.Post(Appointments, new { personId = second, post = Post.PlatformAdministrator })).Expect(
            201
        );
        (await administrator.Post($"{Appointments}/{appointment}/end", ifMatch: "\"v1\"")).Expect(200);
    }

    [Fact]
    public async Task Two_concurrent_commands_appoint_one_administrator()
    {
        var person = Guid.CreateVersion7();
        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async _ =>
                {
                    await using var session = await _service.SystemSession();
                    await AppointAdministrator.Verb.Run(session, [person.ToString()], _service.Services, default);
                    await session.Commit(default);
                })
        );
        Assert.Single(await _service.Published<AppointmentStarted>(), e => e.PersonId == person);
    }

    [Fact]
    public async Task A_household_of_the_area_is_given_to_a_person_once_and_taken_back()
    {
        var province = await Province.NewAsync(_service);
        var chair = await province.Staff(Post.Chair, province.County);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var other = await province.Staff(Post.Chair, province.OtherCounty);
        var (household, person) = (
            Guid.CreateVersion7(),
            (await officer.Post("/organizations/v1/people", new { name = "冯" })).Expect(201).Id
        );
        (
            await officer.Post(
                Appointments,
                new
                {
                    personId = person,
                    post = Post.ExecutiveMember,
                    divisionId = (await province.Division(province.Township)).Id,
                }
            )
        ).Expect(201);
        await _service.Deliver(new HouseholdRegistered(household, await province.Key(province.Village), 3, person));
        var body = new
        {
            personId = person,
            householdId = household,
            post = Post.ExecutiveMember,
        };
        var made = (await chair.Post("/organizations/v1/coverages", body)).Expect(201);
        var started = Assert.Single(await _service.Published<CoverageStarted>(), e => e.CoverageId == made.Id);
        Assert.Equal((person, household, Post.ExecutiveMember), (started.PersonId, started.HouseholdId, started.Post));
        (await chair.Post("/organizations/v1/coverages", body)).Refused(409, "ORG-0006");
        (
            await chair.Post("/organizations/v1/coverages", body with { householdId = Guid.NewGuid(), post = "x" })
        ).Refused(400, "PLT-0001", "/post PLT-1003");
        (await chair.Post("/organizations/v1/coverages", body with { householdId = Guid.NewGuid() })).Refused(
            400,
            "PLT-0001",
            "/householdId PLT-1008"
        );
        (await other.Post("/organizations/v1/coverages", body)).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1008",
            "/householdId PLT-1008"
        );
        (await other.Post(made.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Refused(404, "PLT-0005");
        (await chair.Post(made.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Expect(200);
        Assert.Single(await _service.Published<CoverageEnded>(), e => e.CoverageId == made.Id);
        (await chair.Post(made.Headers["Location"] + "/end", ifMatch: "\"v1\"")).Refused(409, "ORG-0007");
    }
}
