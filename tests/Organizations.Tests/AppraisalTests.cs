using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class AppraisalTests(OrganizationsFixture fixture)
{
    const string Appraisals = "/organizations/v1/appraisals";
    readonly TestService _service = fixture.Service;
    readonly int _year = fixture.Service.Clock.GetUtcNow().AddHours(8).Year;

    /// <summary>Executive members of the county with 10, 20, 30 ... points by approved merits.</summary>
    async Task<(Province Province, Client Chair, Client Officer, Guid County, List<Guid> People)> Members(int count)
    {
        var province = await Province.NewAsync(_service);
        var (chair, officer, county) = (
            await province.Staff(Post.Chair, province.County),
            await province.Staff(Post.FederationOfficer, province.County),
            await province.Division(province.County)
        );
        List<Guid> people = [];
        for (var i = 0; i < count; i++)
        {
            people.Add((await officer.Post("/organizations/v1/people", new { name = "执委" + i })).Expect(201).Id);
            await _service.Database.Execute(
                """
                insert into appointments (id, person_id, post, division_id, scope_key, valid_from)
                values (gen_random_uuid(), @person, @post, @Id, @key, '2020-01-01')
                """,
                new
                {
                    person = people[i],
                    post = Post.ExecutiveMember,
                    county.Id,
                    key = county["key"].GetString(),
                }
            );
            await Merit(officer, chair, people[i], 10 * (i + 1));
        }
        return (province, chair, officer, county.Id, people);
    }

    static Task<Answer> Change(Client by, string path, object? body, string? ifMatch) =>
        by.Send(
            HttpMethod.Post,
            path,
            body ?? new { },
            ("Idempotency-Key", Guid.NewGuid().ToString()),
            ("If-Match", ifMatch)
        );

    static async Task Merit(Client officer, Client chair, Guid person, int points)
    {
        var made = (
            await officer.Post($"/organizations/v1/people/{person}/merits", new { points, reason = "年度工作" })
        ).Expect(201);
        (await Change(chair, made.Headers["Location"] + "/decide", new { approve = true }, "\"v1\"")).Expect(200);
    }

    async Task<List<(Guid Person, int Rank, string Result)>> Entries(Client by, Guid id) =>
        [
            .. (await by.Get($"{Appraisals}/{id}/entries?limit=500"))
                .Expect(200)
                .Items.Select(e =>
                    (
                        e.GetProperty("personId").GetGuid(),
                        e.GetProperty("rank").GetInt32(),
                        e.GetProperty("result").GetString()!
                    )
                ),
        ];

    Task<long> Honours(Guid appraisal) =>
        _service.Database.Find<long>("select count(*) from honours where appraisal_id = @appraisal", new { appraisal });

    [Fact]
    public async Task An_appraisal_is_previewed_and_published_and_its_titles_become_honours()
    {
        var (_, chair, officer, county, people) = await Members(5);
        var made = (
            await chair.Post(
                Appraisals,
                new
                {
                    divisionId = county,
                    year = _year,
                    post = Post.ExecutiveMember,
                    percent = 40,
                }
            )
        ).Expect(201);
        Assert.Equal(
            (5, 2, "最美妇联执委"),
            (made["candidates"].GetInt32(), made["quota"].GetInt32(), made["title"].GetString())
        );
        (
            await chair.Post(
                Appraisals,
                new
                {
                    divisionId = county,
                    year = _year,
                    post = Post.ExecutiveMember,
                }
            )
        ).Refused(409, "ORG-0412");
        Assert.Equal(
            [people[4], people[3]],
            (await Entries(chair, made.Id)).Where(e => e.Result == "selected").Select(e => e.Person)
        );

        await Merit(officer, chair, people[0], 100);
        var seen = (await chair.Get($"{Appraisals}/{made.Id}")).Expect(200);
        var again = (await Change(chair, $"{Appraisals}/{made.Id}/recount", null, seen.ETag)).Expect(200);
        (await Change(chair, $"{Appraisals}/{made.Id}/publish", null, seen.ETag)).Refused(412, "PLT-0008");
        Assert.Equal(0, await Honours(made.Id));
        var published = (
            await Change(chair, $"{Appraisals}/{made.Id}/publish", null, $"\"v{again["version"].GetInt64()}\"")
        ).Expect(200);
        Assert.Equal(("published", 2L), (published["state"].GetString(), published["selected"].GetInt64()));
        Assert.Equal(
            [people[0], people[4], people[3], people[2], people[1]],
            (await Entries(chair, made.Id)).Select(e => e.Person)
        );
        foreach (var step in new[] { "publish", "recount" })
            (
                await Change(chair, $"{Appraisals}/{made.Id}/{step}", null, $"\"v{published["version"].GetInt64()}\"")
            ).Refused(409, "ORG-0413");
        Assert.Equal(2, await Honours(made.Id));
        // A diary sent later changes the member's account, but not the published appraisal.
        await _service.Deliver(
            new Contracts.Census.V1.VisitRecorded(
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                "000",
                "visit",
                people[1],
                _service.Clock.GetUtcNow().AddMinutes(-1)
            )
        );
        Assert.Equal(
            [110L, 50L, 40L, 30L, 20L],
            (await chair.Get($"{Appraisals}/{made.Id}/entries?limit=500"))
                .Expect(200)
                .Items.Select(e => e.GetProperty("points").GetInt64())
        );
        var honour = Assert.Single(
            (await _service.As(people[0]).Get($"/organizations/v1/people/{people[0]}/honours")).Expect(200).Items
        );
        Assert.Equal(
            ("最美妇联执委", "黄龙县妇女联合会"),
            (honour.GetProperty("title").GetString(), honour.GetProperty("awardedBy").GetString())
        );
    }

    [Fact]
    public async Task An_upheld_appeal_counts_and_ranks_again_and_takes_no_title_away()
    {
        var (province, chair, officer, county, people) = await Members(5);
        var id = (
            await chair.Post(
                Appraisals,
                new
                {
                    divisionId = county,
                    year = _year,
                    post = Post.ExecutiveMember,
                }
            )
        ).Expect(201).Id;
        (await _service.As(people[1]).Post($"{Appraisals}/{id}/appeals", new { reason = "漏计" })).Expect(404);
        Assert.Empty((await _service.As(people[1]).Get("/organizations/v1/me/appraisals")).Expect(200).Items);
        (await Change(chair, $"{Appraisals}/{id}/publish", null, (await chair.Get($"{Appraisals}/{id}")).ETag)).Expect(
            200
        );
        (await _service.AsSomebody().Post($"{Appraisals}/{id}/appeals", new { reason = "漏计" })).Expect(404);
        (await _service.As(people[1]).Post($"{Appraisals}/{id}/appeals", new { reason = "" })).Refused(
            400,
            "PLT-0001",
            "/reason PLT-1001"
        );
        var mine = Assert.Single(
            (await _service.As(people[1]).Get("/organizations/v1/me/appraisals")).Expect(200).Items
        );
        Assert.Equal(
            (4, "not-selected", 20L, 5, 1),
            (
                mine.GetProperty("rank").GetInt32(),
                mine.GetProperty("result").GetString(),
                mine.GetProperty("points").GetInt64(),
                mine.GetProperty("candidates").GetInt32(),
                mine.GetProperty("quota").GetInt32()
            )
        );
        Assert.Equal(
            mine.GetProperty("publishedAt").GetDateTimeOffset().AddDays(7),
            mine.GetProperty("appealUntil").GetDateTimeOffset()
        );
        Assert.StartsWith(
            "按当年积分由高到低评选，占总数的20%",
            mine.GetProperty("rule").GetString(),
            StringComparison.Ordinal
        );
        Assert.Empty((await _service.AsSomebody().Get("/organizations/v1/me/appraisals")).Expect(200).Items);
        var appeal = (
            await _service
                .As(people[1])
                .Post($"{Appraisals}/{mine.GetProperty("id").GetGuid()}/appeals", new { reason = "漏计一项工作" })
        ).Expect(201);
        (await _service.As(people[1]).Post($"{Appraisals}/{id}/appeals", new { reason = "再次" })).Refused(
            409,
            "ORG-0416"
        );
        var rejected = (
            await _service.As(people[0]).Post($"{Appraisals}/{id}/appeals", new { reason = "不服" })
        ).Expect(201);

        await Merit(officer, chair, people[1], 35);
        (
            await Change(
                await province.Staff(Post.Chair, province.OtherCounty),
                appeal.Headers["Location"] + "/decide",
                new { uphold = true, reason = "属实" },
                "\"v1\""
            )
        ).Expect(404);
        (
            await Change(
                chair,
                appeal.Headers["Location"] + "/decide",
                new { uphold = true, reason = "属实" },
                "\"v7\""
            )
        ).Expect(412);
        Assert.Equal(1, await Honours(id));
        var decided = (
            await Change(
                chair,
                appeal.Headers["Location"] + "/decide",
                new { uphold = true, reason = "属实" },
                "\"v1\""
            )
        ).Expect(200);
        Assert.Equal(
            (20L, 55L, 4, 1),
            (
                decided["pointsBefore"].GetInt64(),
                decided["pointsAfter"].GetInt64(),
                decided["rankBefore"].GetInt32(),
                decided["rankAfter"].GetInt32()
            )
        );
        (
            await Change(
                chair,
                appeal.Headers["Location"] + "/decide",
                new { uphold = true, reason = "属实" },
                "\"v2\""
            )
        ).Refused(409, "ORG-0417");
        (
            await Change(
                chair,
                rejected.Headers["Location"] + "/decide",
                new { uphold = false, reason = "记录无误" },
                "\"v1\""
            )
        ).Expect(200);
        Assert.Equal(
            [
                (people[1], 1, "added-on-appeal"),
                (people[4], 2, "selected"),
                (people[3], 3, "not-selected"),
                (people[2], 4, "not-selected"),
                (people[0], 5, "not-selected"),
            ],
            await Entries(chair, id)
        );
        Assert.Equal(2, await Honours(id));
        Assert.Equal(
            ["rejected", "upheld"],
            (await chair.Get($"/organizations/v1/appeals?appraisalId={id}"))
                .Expect(200)
                .Items.Select(a => a.GetProperty("state").GetString()!)
                .Order()
        );
    }

    [Fact]
    public async Task An_appraisal_outside_its_limits_names_each_member()
    {
        var province = await Province.NewAsync(_service);
        var chair = await province.Staff(Post.Chair, province.County);
        var answer = await chair.Post(
            Appraisals,
            new
            {
                divisionId = (await province.Division(province.County)).Id,
                year = 1999,
                post = Post.Chair,
                percent = 0,
                appealDays = 91,
            }
        );
        answer.Refused(
            400,
            "PLT-0001",
            "/year PLT-1007",
            "/post PLT-1003",
            "/percent PLT-1007",
            "/appealDays PLT-1007"
        );
    }

    [Fact]
    public async Task A_late_appeal_and_an_appraisal_of_nobody_are_refused()
    {
        var (province, chair, _, county, people) = await Members(2);
        var id = (
            await chair.Post(
                Appraisals,
                new
                {
                    divisionId = county,
                    year = _year,
                    post = Post.ExecutiveMember,
                    appealDays = 3,
                }
            )
        ).Expect(201).Id;
        (await Change(chair, $"{Appraisals}/{id}/publish", null, (await chair.Get($"{Appraisals}/{id}")).ETag)).Expect(
            200
        );
        await _service.Database.Execute(
            "update appraisals set published_at = published_at - interval '3 days 1 second' where id = @id",
            new { id }
        );
        (await _service.As(people[0]).Post($"{Appraisals}/{id}/appeals", new { reason = "迟了" })).Refused(
            409,
            "ORG-0415"
        );
        Assert.Equal(
            0,
            await _service.Database.Find<long>("select count(*) from appeals where appraisal_id = @id", new { id })
        );

        (
            await chair.Post(
                Appraisals,
                new
                {
                    divisionId = (await province.Division(province.OtherCounty)).Id,
                    year = _year + 1,
                    post = Post.ExecutiveMember,
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008", "/year PLT-1007");
        var empty = (
            await chair.Post(
                Appraisals,
                new
                {
                    divisionId = county,
                    year = _year,
                    post = Post.GroupLeader,
                }
            )
        ).Expect(201);
        (
            await Change(
                chair,
                $"{Appraisals}/{empty.Id}/publish",
                null,
                (await chair.Get($"{Appraisals}/{empty.Id}")).ETag
            )
        ).Refused(409, "ORG-0414");
        Assert.Equal("preview", (await chair.Get($"{Appraisals}/{empty.Id}")).Expect(200)["state"].GetString());
    }
}
