using Contracts.Organizations.V1;
using Microsoft.AspNetCore.Builder;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>The rights of grants and their periods; everything else is denied.</summary>
public sealed class AccessTests(ToyFixture toys)
{
    readonly Guid _subject = Guid.CreateVersion7();

    TestService Service => toys.Service;
    DateTimeOffset Now => Service.Clock.GetUtcNow();

    AppointmentStarted Appointment(
        string post,
        string? scope,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        Guid? organization = null
    ) => new(Guid.CreateVersion7(), _subject, post, scope, organization, from ?? Now.AddMinutes(-1), to);

    [Fact]
    public async Task A_route_for_staff_answers_401_without_a_token_and_403_without_a_grant()
    {
        (await Service.AsNobody().Get("/toys/v1/staff")).Refused(401, "PLT-0003");
        (await Service.AsSomebody().Get("/toys/v1/staff")).Refused(403, "PLT-0004");
        Assert.Equal("Bearer", (await Service.AsNobody().Get("/toys/v1/staff")).Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task An_appointment_opens_its_area_and_its_end_closes_it_for_the_very_next_request()
    {
        var appointment = Appointment(ToyService.Keeper, "d1");
        await Service.Deliver(appointment);
        var keeper = Service.As(_subject);
        var id = (await keeper.Post("/toys/v1/things", new { name = $"{_subject}", scopeKey = "d12" })).Expect(201).Id;
        (await keeper.Get($"/toys/v1/things/{id}")).Expect(200);

        await Service.Deliver(new AppointmentEnded(appointment.AppointmentId, _subject, Now.AddSeconds(-1)));
        (await keeper.Get("/toys/v1/staff")).Expect(403);
        // The route is also for persons, so the caller is admitted, but no longer sees the area.
        (await keeper.Get($"/toys/v1/things/{id}")).Refused(404, "PLT-0005");
    }

    [Fact]
    public async Task A_record_outside_the_area_answers_as_one_that_does_not_exist()
    {
        var elsewhere = (
            await (await Service.Holder(ToyService.Keeper, "e2")).Post(
                "/toys/v1/things",
                new { name = $"{_subject}", scopeKey = "e2" }
            )
        )
            .Expect(201)
            .Id;
        var keeper = await Service.Holder(ToyService.Keeper, "e1", subject: _subject);
        var (outside, missing) = (
            await keeper.Get($"/toys/v1/things/{elsewhere}"),
            await keeper.Get($"/toys/v1/things/{Guid.CreateVersion7()}")
        );
        Assert.Equal((404, "PLT-0005"), (outside.Status, outside["code"].GetString()));
        Assert.Equal((404, "PLT-0005"), (missing.Status, missing["code"].GetString()));
        Assert.Equal(missing.Headers.Keys.Except(["Date"]).Order(), outside.Headers.Keys.Except(["Date"]).Order());
        (await keeper.Patch($"/toys/v1/things/{elsewhere}", new { name = "taken" }, "\"v1\"")).Expect(404);
    }

    [Fact]
    public async Task A_grant_is_valid_from_its_first_moment_to_its_last()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var start = service.Clock.GetUtcNow();
        await service.Deliver(Appointment(ToyService.Keeper, "a", start.AddDays(10), start.AddDays(20)));
        var keeper = service.As(_subject);
        (await keeper.Get("/toys/v1/staff")).Expect(403);
        service.Clock.Set(start.AddDays(11));
        (await keeper.Get("/toys/v1/staff")).Expect(200);
        service.Clock.Set(start.AddDays(19));
        (await keeper.Get("/toys/v1/staff")).Expect(200);
        service.Clock.Set(start.AddDays(20).AddMinutes(1));
        (await keeper.Get("/toys/v1/staff")).Expect(403);
    }

    [Fact]
    public async Task Ending_an_appointment_later_never_prolongs_it()
    {
        var appointment = Appointment(ToyService.Keeper, "a", Now.AddDays(-2), Now.AddDays(-1));
        await Service.Deliver(appointment);
        await Service.Deliver(new AppointmentEnded(appointment.AppointmentId, _subject, Now.AddDays(1)));
        (await Service.As(_subject).Get("/toys/v1/staff")).Expect(403);
    }

    [Fact]
    public async Task A_coverage_opens_one_record_and_its_end_closes_it()
    {
        var id = (
            await (await Service.Holder(ToyService.Keeper, "f9")).Post(
                "/toys/v1/things",
                new { name = $"{_subject}", scopeKey = "f9" }
            )
        )
            .Expect(201)
            .Id;
        var coverage = new CoverageStarted(Guid.CreateVersion7(), _subject, id, ToyService.Keeper, Now.AddMinutes(-1));
        await Service.Deliver(coverage);
        (await Service.As(_subject).Get($"/toys/v1/things/{id}")).Expect(200);
        Assert.Single((await Service.As(_subject).Get("/toys/v1/things")).Expect(200).Items);
        (await Service.As(_subject).Get("/toys/v1/staff")).Expect(200);
        await Service.Deliver(new CoverageEnded(coverage.CoverageId, Now.AddSeconds(-1)));
        (await Service.As(_subject).Get("/toys/v1/staff")).Expect(403);
        (await Service.As(_subject).Get($"/toys/v1/things/{id}")).Expect(404);
    }

    [Fact]
    public async Task A_caller_for_several_organizations_must_name_one_of_them()
    {
        var (one, two) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.Deliver(Appointment(ToyService.Manager, null, organization: one));
        Assert.Equal(
            one,
            (await Service.As(_subject).Get("/toys/v1/organization")).Expect(200)["organization"].GetGuid()
        );

        await Service.Deliver(Appointment(ToyService.Manager, null, organization: two));
        (await Service.As(_subject).Get("/toys/v1/organization")).Refused(400, "PLT-0020");
        Client For(Guid organization) =>
            new(Service.Http, TestService.DevelopmentKey, _subject) { Organization = organization };
        Assert.Equal(two, (await For(two).Get("/toys/v1/organization")).Expect(200)["organization"].GetGuid());
        (await For(Guid.CreateVersion7()).Get("/toys/v1/organization")).Expect(403);
    }

    [Fact]
    public async Task Roles_over_an_area_open_no_organization_route_and_the_other_way_round()
    {
        await Service.Deliver(Appointment(ToyService.Manager, null, organization: Guid.CreateVersion7()));
        (await Service.As(_subject).Get("/toys/v1/staff")).Expect(403);
        (await (await Service.Holder(ToyService.Keeper, "a")).Get("/toys/v1/organization")).Expect(403);
    }

    [Fact]
    public async Task A_public_route_accepts_callers_with_an_invalid_token()
    {
        Assert.Equal("anonymous", (await Service.AsNobody().Get("/toys/v1/open")).Expect(200)["caller"].GetString());
        (
            await new Client(Service.Http, TestService.DevelopmentKey, null) { Token = "rubbish" }.Get("/toys/v1/open")
        ).Expect(200);
    }

    [Fact]
    public async Task The_tree_of_areas_is_followed_and_an_area_is_found_inside_the_callers_own_only()
    {
        await using var place = await Place.CreateAsync();
        var service = await place.StartAsync();
        var (inside, outside, ended) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var tree = Guid.CreateVersion7();
        var since = new DateOnly(2020, 1, 1);
        await service.Deliver(
            new DivisionsPublished(
                tree,
                1,
                1,
                2,
                [new(inside, null, "a1", "61", "one", 1, since), new(outside, null, "b1", "62", "two", 1, since)]
            )
        );
        await service.Deliver(
            new DivisionsPublished(
                tree,
                1,
                2,
                2,
                [
                    new(ended, null, "a2", "63", "gone", 1, since, new(2021, 1, 1)),
                    new(inside, null, "a1", "61", "renamed", 1, since),
                ]
            )
        );
        await service.Grant(_subject, ToyService.Keeper, "a");

        await using var session = new Session(service.Database.App, service.Clock, service.Sealer);
        await session.Enter(new() { Subject = _subject, StaffRoles = [ToyService.Keeper] }, default);
        Assert.Equal("renamed", (await session.FindAreaInScope(inside, default))!.Name);
        Assert.Null(await session.FindAreaInScope(outside, default));
        Assert.Null(await session.FindAreaInScope(ended, default));
        Assert.Equal("two", (await session.FindArea(outside, default))!.Name);
    }

    [Fact]
    public async Task A_route_without_an_access_rule_stops_the_start()
    {
        var builder = TestService.Builder(
            ToyService.Setup,
            toys.Database.AppText,
            toys.Broker.Address,
            new FakeClock(),
            []
        );
        var refusal = Assert.Throws<StartupException>(() =>
            builder.BuildPlatform(v1 =>
            {
                v1.MapGet("/fine", () => "").AllowPublic();
                v1.MapPost("/forgotten/{id}", (Guid id) => id);
            })
        );
        Assert.Contains("POST /toys/v1/forgotten/{id}", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/fine", refusal.Message, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_route_is_built_once_for_its_check_and_for_requests()
    {
        var made = 0;
        await using var app = TestService
            .Builder(ToyService.Setup, toys.Database.AppText, toys.Broker.Address, new FakeClock(), [])
            .BuildPlatform(v1 => v1.MapGet("/fine", () => "").AllowPublic().Add(_ => made++));
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new(app.Urls.First()) };
        Assert.Equal(200, (int)(await http.GetAsync("/toys/v1/fine")).StatusCode);
        Assert.Equal(1, made);
    }

    [Fact]
    public void An_upload_at_an_address_that_the_gateway_does_not_know_stops_the_start_up()
    {
        var builder = TestService.Builder(
            ToyService.Setup,
            toys.Database.AppText,
            toys.Broker.Address,
            new FakeClock(),
            []
        );
        var refusal = Assert.Throws<StartupException>(() =>
            builder.BuildPlatform(v1 => v1.MapPost("/files/{id}", (Guid id) => id).AllowPublic().TakesUpload())
        );
        Assert.Contains("/files/{id}", refusal.Message, StringComparison.Ordinal);
    }
}
