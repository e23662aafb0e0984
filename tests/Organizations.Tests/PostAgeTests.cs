using Contracts.Organizations.V1;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;
using Testing;

namespace Organizations.Tests;

/// <summary>Ages of posts, for every way of appointment.</summary>
public sealed class PostAgeTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_child_is_appointed_to_no_post()
    {
        var (province, officer, today) = await CountyAsync();
        var village = (await province.Division(province.Village)).Id;
        var child = await PersonAsync(officer, today.AddYears(-6));
        foreach (
            var post in new[] { Post.Chair, Post.ExecutiveMember, Post.GridMember, Post.Volunteer, Post.CaseAgent }
        )
            (await AppointAsync(officer, child, post, village)).Refused(409, "ORG-1436", "/personId ORG-1437");
    }

    [Fact]
    public async Task The_first_day_decides_the_age()
    {
        var (province, officer, today) = await CountyAsync();
        var village = (await province.Division(province.Village)).Id;
        var person = await PersonAsync(officer, today.AddYears(-18).AddDays(1));
        var refused = (await AppointAsync(officer, person, Post.GridMember, village)).Refused(
            409,
            "ORG-1436",
            "/personId ORG-1437"
        );
        refused.Refused(409, "ORG-1436", "/personId ORG-1437");
        Assert.Contains("18", refused.Text, StringComparison.Ordinal);
        var made = (await AppointAsync(officer, person, Post.GridMember, village, today.AddDays(1))).Expect(201);
        (await officer.Patch(made.Headers["Location"], new { validFrom = today }, "*")).Refused(
            409,
            "ORG-1436",
            "/personId ORG-1437"
        );
        (await AppointAsync(officer, person, Post.Volunteer, village)).Expect(201);
        (await AppointAsync(officer, await PersonAsync(officer, null), Post.GridMember, village)).Expect(201);
    }

    [Fact]
    public async Task A_rule_sets_the_least_and_the_greatest_age()
    {
        var (province, officer, today) = await CountyAsync();
        var administrator = province.Administrator;
        var village = (await province.Division(province.Village)).Id;
        object Rule(int least, int? greatest) =>
            new
            {
                post = Post.Trainer,
                leastAge = least,
                greatestAge = greatest,
            };
        (await administrator.Post(Root + "/post-rules", Rule(13, null))).Refused(400, "PLT-0001", "/leastAge PLT-1007");
        (await administrator.Post(Root + "/post-rules", Rule(30, 29))).Refused(
            400,
            "PLT-0001",
            "/greatestAge PLT-1007"
        );
        (await administrator.Post(Root + "/post-rules", Rule(30, 60))).Expect(201);
        var rule = (await officer.Get($"{Root}/post-rules?post=trainer&asOf={today:yyyy-MM-dd}")).Expect(200).Items[0];
        Assert.Equal((30, 60), (rule.GetProperty("leastAge").GetInt32(), rule.GetProperty("greatestAge").GetInt32()));
        foreach (var (years, status) in new[] { (29, 409), (61, 409), (60, 201) })
            (
                await AppointAsync(officer, await PersonAsync(officer, today.AddYears(-years)), Post.Trainer, village)
            ).Expect(status);
    }

    [Fact]
    public async Task A_child_is_not_nominated_and_a_late_discovered_one_is_not_counted()
    {
        var (province, officer, today) = await CountyAsync();
        var a = await (
            await Association.FoundAsync(
                officer,
                (await province.Division(province.County)).Id,
                "女科技工作者协会",
                new(2020, 3, 1)
            )
        ).JoinAsync(2);
        var person = $"{Root}/people/{a.Members[0]}";
        (await officer.Patch(person, new { birthDate = today.AddYears(-6) }, "*")).Expect(200);
        var election = (
            await officer.Post(
                Root + "/elections",
                new
                {
                    termId = a.Term,
                    post = Post.CouncilMember,
                    seats = 1,
                    heldOn = "2020-03-01",
                }
            )
        ).Expect(201);
        var candidates = election.Headers["Location"] + "/candidates";
        (await officer.Post(candidates, new { personIds = a.Members })).Refused(
            409,
            "ORG-1436",
            "/personIds/0 ORG-1437"
        );
        (await officer.Patch(person, new { birthDate = "1980-01-01" }, "*")).Expect(200);
        (await officer.Post(candidates, new { personIds = a.Members })).Expect(201);
        (await officer.Patch(person, new { birthDate = today.AddYears(-6) }, "*")).Expect(200);
        (await a.RecordAsync(election, 9, [(a.Members[0], 8), (a.Members[1], 1)])).Refused(
            409,
            "ORG-1436",
            "/personId ORG-1437"
        );
        (await officer.Post($"{candidates}/{a.Members[0]}/withdraw", new { reason = "not-eligible" })).Expect(200);
        (await a.RecordAsync(election, 9, [(a.Members[1], 9)])).Expect(200);
    }

    [Fact]
    public async Task A_file_with_a_child_is_rejected_in_the_dry_run()
    {
        var (province, officer, today) = await CountyAsync();
        (
            await officer.Post(
                Root + "/people",
                new
                {
                    name = "已登记",
                    telephone = "13900000001",
                    birthDate = today.AddYears(-6),
                }
            )
        ).Expect(201);
        var job = await PeopleImportTests.UploadAsync(
            officer,
            "appointment-imports",
            $"姓名,电话,出生日期,区划代码,职务\n新人,13900000002,{today.AddYears(-6):yyyy-MM-dd},{province.Village},网格员\n"
                + $"已登记,13900000001,,{province.Village},网格员\n"
                + $"成年,13900000003,{today.AddYears(-18):yyyy-MM-dd},{province.Village},网格员\n"
        );
        var rejections = (await officer.Get($"{Root}/appointment-imports/{job.Id}/rejections")).Expect(200).Items;
        Assert.Equal(
            [(2, "ORG-1436"), (3, "ORG-1436")],
            rejections.Select(r => (r.GetProperty("line").GetInt32(), r.GetProperty("rule").GetString()))
        );
    }

    [Property]
    public Property Only_ages_in_the_range_on_the_day_may_hold_the_post() =>
        Prop.ForAll(Gen.Choose(0, 40_000).SelectMany(b => Gen.Choose(0, 45_000).Select(d => (b, d))).ToArbitrary(), c =>
        {
            var (born, day) = (new DateOnly(1920, 1, 1).AddDays(c.b), new DateOnly(1920, 1, 1).AddDays(c.d));
            var rule = new PostRule(Post.Chair, null, null, [], [], 18, 70);
            if (born is { Month: 2, Day: 29 })
                return true;
            var expected =
                day < born.AddYears(18) ? BreachKind.TooYoung
                : day >= born.AddYears(71) ? BreachKind.TooOld
                : (BreachKind?)null;
            return PostAges.Check(Post.Chair, born, day, rule)?.Kind == expected;
        });

    [Fact]
    public void A_birthday_on_a_leap_day_counts_on_the_first_of_March() =>
        Assert.Equal(
            (17, 18, 20),
            (
                PostAges.On(new(2004, 2, 29), new(2022, 2, 28)),
                PostAges.On(new(2004, 2, 29), new(2022, 3, 1)),
                PostAges.On(new(2004, 2, 29), new(2024, 2, 29))
            )
        );

    static async Task<Guid> PersonAsync(Client officer, DateOnly? birthDate) => (
            await officer.Post(
                Root + "/people",
                new
                {
                    name = "王小芳",
                    sex = "2",
                    birthDate,
                }
            )
        ).Expect(201).Id;

    static Task<Answer> AppointAsync(
        Client officer,
        Guid personId,
        string post,
        Guid divisionId,
        DateOnly? validFrom = null
    ) =>
        officer.Post(
            Root + "/appointments",
            new
            {
                personId,
                post,
                divisionId,
                validFrom,
            }
        );

    async Task<(Province Province, Client Officer, DateOnly Today)> CountyAsync()
    {
        var province = await Province.NewAsync(_service);
        return (
            province,
            await province.Staff(Post.FederationOfficer, province.County),
            DateOnly.FromDateTime(_service.Clock.GetUtcNow().AddHours(8).DateTime)
        );
    }
}
