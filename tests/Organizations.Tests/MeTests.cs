using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>Who the caller is and what the caller may call, and the names of persons by id.</summary>
public class MeTests(OrganizationsFixture fixture)
{
    const string Me = "/organizations/v1/me",
        Names = "/organizations/v1/people/names";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_person_reads_the_own_name_and_posts_with_place_and_last_day()
    {
        var province = await Province.NewAsync(_service);
        var (person, appointment) = await AppointedAsync(province, "2099-12-31");
        var me = (await _service.As(person).Get(Me)).Expect(200);
        var post = Assert.Single(me["posts"].EnumerateArray());
        Assert.Equal(
            (person, "张主任", appointment, Post.FederationOfficer, "黄龙县", "2099-12-31"),
            (
                me.Id,
                me["name"].GetString(),
                post.GetProperty("id").GetGuid(),
                post.GetProperty("post").GetString(),
                post.GetProperty("place").GetString(),
                post.GetProperty("until").GetString()
            )
        );
    }

    [Fact]
    public async Task A_subject_without_record_and_grant_reads_no_name_and_no_operation()
    {
        var me = (await _service.As(Guid.CreateVersion7()).Get(Me)).Expect(200);
        Assert.Null(me["name"].GetString());
        Assert.Empty(me["posts"].EnumerateArray());
        Assert.Empty(me["operations"].EnumerateObject());
    }

    [Fact]
    public async Task A_caller_without_a_token_is_refused() =>
        (await _service.AsNobody().Get(Me)).Refused(401, "PLT-0003");

    [Fact]
    public async Task An_officer_of_a_county_may_call_what_the_post_opens_in_every_service_but_no_setting_of_the_system()
    {
        var province = await Province.NewAsync(_service);
        var operations = await OperationsAsync(await province.Staff(Post.FederationOfficer, province.County));
        Assert.Equal(
            (true, true, false),
            (
                operations.Contains("organizations startAppointment"),
                operations.Contains("census listHouseholds"),
                operations.Contains("organizations setPostRule")
            )
        );
    }

    [Fact]
    public async Task An_administrator_of_a_county_may_not_change_settings_of_the_system_and_one_of_the_whole_tree_may()
    {
        var province = await Province.NewAsync(_service);
        var county = await OperationsAsync(await province.Staff(Post.PlatformAdministrator, province.County));
        var all = await OperationsAsync(province.Administrator);
        Assert.Equal(
            (false, true),
            (county.Contains("organizations setPostRule"), all.Contains("organizations setPostRule"))
        );
    }

    [Fact]
    public async Task A_manager_of_an_employer_reads_its_name_and_may_call_what_is_for_organizations_only()
    {
        var province = await Province.NewAsync(_service);
        var made = (
            await province.Administrator.Post(
                "/organizations/v1/organizations",
                new
                {
                    kind = "partner",
                    name = "黄龙人力",
                    divisionId = (await province.Division(province.County)).Id,
                }
            )
        ).Expect(201);
        var manager = await _service.Holder(Post.EmployerManager, organization: made.Id);
        var me = (await manager.Get(Me)).Expect(200);
        var organization = Assert.Single(me["organizations"].EnumerateArray());
        Assert.Equal(
            (made.Id, "黄龙人力"),
            (organization.GetProperty("id").GetGuid(), organization.GetProperty("name").GetString())
        );
        var operations = await OperationsAsync(manager);
        Assert.Equal(
            (true, false),
            (operations.Contains("jobs openPosting"), operations.Contains("organizations startAppointment"))
        );
    }

    [Fact]
    public async Task The_operations_and_the_tag_change_when_an_appointment_ends()
    {
        var province = await Province.NewAsync(_service);
        var (person, appointment) = await AppointedAsync(province);
        var client = _service.As(person);
        var before = (await client.Get(Me)).Expect(200);
        (await client.Get(Me, before.ETag)).Expect(304);
        (
            await province.Administrator.Post($"/organizations/v1/appointments/{appointment}/end", ifMatch: "\"v1\"")
        ).Expect(200);
        await Eventually.True(
            async () => !(await OperationsAsync(client)).Contains("organizations startAppointment"),
            "the grant has ended"
        );
        (await client.Get(Me, before.ETag)).Expect(200);
    }

    [Fact]
    public async Task Names_of_persons_that_the_caller_sees_are_answered_and_others_left_out()
    {
        var province = await Province.NewAsync(_service);
        var here = await RegisteredAsync(province, province.County, "李大姐");
        var there = await RegisteredAsync(province, province.OtherCounty, "王大姐");
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var answer = await officer.Post(Names, new { ids = new[] { here, there, Guid.CreateVersion7() } });
        var item = Assert.Single(answer.Expect(200).Items);
        Assert.Equal((here, "李大姐"), (item.GetProperty("id").GetGuid(), item.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Names_that_were_read_are_in_the_audit()
    {
        var province = await Province.NewAsync(_service);
        var here = await RegisteredAsync(province, province.County, "李大姐");
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        (await officer.Post(Names, new { ids = new[] { here } })).Expect(200);
        Assert.Equal(
            1,
            await _service.Database.Find<int>(
                "select count(*)::int from platform.audit where @here = any (subjects) and caller_id = @Subject",
                new { here, officer.Subject }
            )
        );
    }

    [Fact]
    public async Task Names_need_no_key_because_they_only_read()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        (await officer.Send(HttpMethod.Post, Names, new { ids = new[] { Guid.CreateVersion7() } })).Expect(200);
    }

    [Fact]
    public async Task More_than_500_ids_at_once_are_refused()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        (await officer.Post(Names, new { ids = Enumerable.Range(0, 501).Select(_ => Guid.CreateVersion7()) })).Refused(
            400,
            "PLT-0001",
            "/ids PLT-1002"
        );
    }

    /// <summary>A person who holds the post of an officer in the county, whose grant has arrived.</summary>
    async Task<(Guid Person, Guid Appointment)> AppointedAsync(Province province, string? until = null)
    {
        var person = await RegisteredAsync(province, province.County, "张主任");
        var made = (
            await province.Administrator.Post(
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post = Post.FederationOfficer,
                    divisionId = (await province.Division(province.County)).Id,
                    validTo = until,
                }
            )
        ).Expect(201);
        await Eventually.True(
            async () => (await OperationsAsync(_service.As(person))).Contains("organizations startAppointment"),
            "the grant has arrived"
        );
        return (person, made.Id);
    }

    static async Task<Guid> RegisteredAsync(Province province, string division, string name) =>
        (
            await province.Administrator.Post(
                "/organizations/v1/people",
                new { name, divisionId = (await province.Division(division)).Id }
            )
        )
            .Expect(201)
            .Id;

    /// <summary>Service and operationId of each operation that the client may call.</summary>
    static async Task<HashSet<string>> OperationsAsync(Client client) =>
        [
            .. (await client.Get(Me))
                .Expect(200)["operations"]
                .EnumerateObject()
                .SelectMany(s => s.Value.EnumerateArray().Select(o => $"{s.Name} {o.GetString()}")),
        ];
}
