using Contracts.Census.V1;
using Contracts.Jobs.V1;
using Contracts.Organizations.V1;
using ServiceDefaults.Sealing;
using Testing;

namespace Organizations.Tests;

/// <summary>One record for each person, one kind for each id, by every path and under concurrency.</summary>
public class IdentityTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1",
        People = Root + "/people";
    static int s_last;
    readonly TestService _service = fixture.Service;

    /// <summary>Citizen id of a woman born in 1990.</summary>
    static string CitizenId()
    {
        var n = Interlocked.Increment(ref s_last);
        var body = $"3501111990{n / 5_000 % 9 + 1:00}{n / 500 % 10 + 10:00}{n % 500 * 2:000}";
        return body + CheckDigits.Mod11Of2(body);
    }

    async Task<(Province Province, Client Officer)> CountyAsync()
    {
        var province = await Province.NewAsync(_service);
        return (province, await province.Staff(Post.FederationOfficer, province.County));
    }

    static async Task<int> WithAsync(Client officer, string name) =>
        (await officer.Get($"{People}?q={name}")).Expect(200).Items.Count;

    [Fact]
    public async Task Ten_concurrent_registrations_of_one_citizen_id_make_one_person()
    {
        var (_, officer) = await CountyAsync();
        for (var round = 0; round < 3; round++)
        {
            var citizenId = CitizenId();
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 10).Select(_ => officer.Post(People, new { name = $"同时{round}", citizenId }))
            );
            Assert.Equal([201, .. Enumerable.Repeat(409, 9)], answers.Select(a => a.Status).Order());
            Assert.All(answers.Where(a => a.Status == 409), a => a.Refused(409, "ORG-0001", "/citizenId PLT-1010"));
            Assert.Equal(1, await WithAsync(officer, $"同时{round}"));
        }
    }

    [Fact]
    public async Task One_citizen_id_given_to_several_people_concurrently_goes_to_one()
    {
        var (_, officer) = await CountyAsync();
        var citizenId = CitizenId();
        List<Answer> made = [];
        for (var i = 0; i < 6; i++)
            made.Add((await officer.Post(People, new { name = $"改号{i}" })).Expect(201));
        var answers = await Task.WhenAll(
            made.Select(
                (m, i) =>
                    i == 0
                        ? officer.Post(People, new { name = "新登", citizenId })
                        : officer.Patch(m.Headers["Location"], new { citizenId }, "\"v1\"")
            )
        );
        Assert.Equal(1, answers.Count(a => a.Status is 200 or 201));
        Assert.All(answers.Where(a => a.Status is not (200 or 201)), a =>
            a.Refused(409, "ORG-0001", "/citizenId PLT-1010")
        );
    }

    [Fact]
    public async Task A_file_and_a_form_with_one_citizen_id_at_once_make_one_person()
    {
        var (province, officer) = await CountyAsync();
        for (var round = 0; round < 3; round++)
        {
            var (citizenId, name) = (CitizenId(), $"两路{round}");
            var job = await PeopleImportTests.UploadAsync(
                officer,
                "people-imports",
                $"姓名,身份证号,区划代码\n{name},{citizenId},{province.Village}\n"
            );
            var form = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => officer.Post(People, new { name, citizenId })));
            await PeopleImportTests.ApplyAsync(officer, "people-imports", job);
            Assert.True((await form).Count(a => a.Status == 201) <= 1);
            Assert.Equal(1, await WithAsync(officer, name));
        }
    }

    [Fact]
    public async Task Entry_of_a_citizen_id_waits_for_a_concurrent_entry_of_the_same()
    {
        var (_, officer) = await CountyAsync();
        var citizenId = CitizenId();
        await using var first = await _service.SystemSession();
        var index = _service.Sealer.Index(citizenId, "people", "citizen_id");
        await Features.People.Identities.HoldAsync(first, [index], default);
        var second = officer.Post(People, new { name = "后到", citizenId });
        await Eventually.True(
            () =>
                _service.Database.Find<bool>(
                    """
                    select exists (
                        select from pg_locks
                        where locktype = 'advisory'
                            and not granted
                            and database = (select oid from pg_database where datname = current_database())
                    )
                    """
                ),
            "the second waits"
        );
        Assert.False(second.IsCompleted);
        await first.Commit(default);
        (await second).Expect(201);
    }

    [Fact]
    public async Task Limits_of_posts_count_a_person_registered_by_two_counties_once()
    {
        var (province, here) = await CountyAsync();
        var there = await province.Staff(Post.FederationOfficer, province.OtherCounty);
        var citizenId = CitizenId();
        var (one, two) = (
            (await here.Post(People, new { name = "两县", citizenId })).Expect(201).Id,
            (await there.Post(People, new { name = "两县", citizenId })).Expect(201).Id
        );
        Assert.NotEqual(one, two);
        Task<Answer> Chair(Client by, Guid person, Guid division) =>
            by.Post(
                Root + "/appointments",
                new
                {
                    personId = person,
                    post = Post.Chair,
                    divisionId = division,
                }
            );
        var (county, other) = (
            (await province.Division(province.County)).Id,
            (await province.Division(province.OtherCounty)).Id
        );
        var answers = await Task.WhenAll(Chair(here, one, county), Chair(there, two, other));
        Assert.Equal([201, 409], answers.Select(a => a.Status).Order());
        answers.Single(a => a.Status == 409).Refused(409, "ORG-0202", "/post ORG-1200");
    }

    [Fact]
    public async Task A_person_never_gets_an_id_that_is_known_as_something_else()
    {
        var (province, officer) = await CountyAsync();
        var (household, resident) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var key = await province.Key(province.Village);
        await _service.Deliver(new HouseholdRegistered(household, key, 1, Guid.CreateVersion7()));
        await _service.Deliver(s => new NeedOpened(
            Guid.CreateVersion7(),
            resident,
            household,
            key,
            "work",
            s.Seal("name", "李"),
            [],
            [],
            officer.Subject
        ));
        var abroad = await province.Staff(Post.FederationOfficer, province.OtherCounty);
        var there = (await abroad.Post(People, new { name = "外县" })).Expect(201).Id;
        foreach (
            var id in new[]
            {
                there,
                household,
                resident,
                abroad.Subject,
                officer.Subject,
                (await province.Division(province.Village)).Id,
            }
        )
            (await officer.Post(People, new { id, name = "冒名" })).Refused(400, "PLT-0001", "/id PLT-1011");
        Assert.Equal(0, await WithAsync(officer, "冒名"));
    }

    [Fact]
    public async Task An_employer_under_the_id_of_another_organization_changes_nothing_and_is_parked()
    {
        var (province, officer) = await CountyAsync();
        var association = (
            await officer.Post(
                Root + "/organizations",
                new
                {
                    kind = "association",
                    name = "女科技工作者协会",
                    divisionId = (await province.Division(province.County)).Id,
                }
            )
        ).Expect(201);
        var path = $"{Root}/organizations/{association.Id}";
        var before = (await officer.Get(path)).Expect(200);
        var sent = await _service.Others.PublishAsync(
            new EmployerRegistered(
                association.Id,
                "91610631MA6Y" + province.Digits + "0XXX",
                "冒名企业",
                await province.Key(province.OtherCounty)
            )
        );
        var error = await Eventually.Of(
            () =>
                _service.Database.Find<string>(
                    "select error from platform.waiting where event_id = @EventId and parked_at is not null",
                    new { sent.EventId }
                ),
            e => e is not null,
            "parked"
        );
        Assert.Equal("the id names another kind of row in organizations", error);
        Assert.Equal(before.Text, (await officer.Get(path)).Expect(200).Text);
        (await (await province.Staff(Post.FederationOfficer, province.OtherCounty)).Get(path)).Expect(404);
    }
}
