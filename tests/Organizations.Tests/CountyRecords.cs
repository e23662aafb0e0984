using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>Records of one county that are tried from other areas; a new resource needs a record here.</summary>
static class CountyRecords
{
    const string Root = "/organizations/v1/";

    /// <summary>A record of the county for each resource, by the first segment of its path.</summary>
    public static async Task<Dictionary<string, Guid>> MakeAsync(OrganizationsFixture fixture, Province province)
    {
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var (county, village) = (
            (await province.Division(province.County)).Id,
            (await province.Division(province.Village)).Id
        );
        Dictionary<string, Guid> records = [];

        async Task<Answer> Made(string path, object body) => (await officer.Post(Root + path, body)).Expect(201);
        async Task<Guid> Keep(string segment, string path, object body) =>
            records[segment] = (await Made(path, body)).Id;

        var person = await Keep("people", "people", new { name = "王执委" });
        var woman = (await Made("people", new { name = "赵先进" })).Id;
        await Keep(
            "appointments",
            "appointments",
            new
            {
                personId = person,
                post = Post.ExecutiveMember,
                divisionId = village,
                validFrom = "2024-01-01",
            }
        );
        var organization = await Keep(
            "organizations",
            "organizations",
            new
            {
                kind = "association",
                name = "巾帼协会",
                divisionId = county,
            }
        );

        var household = Guid.CreateVersion7();
        await fixture.Service.Deliver(
            new Contracts.Census.V1.HouseholdRegistered(household, await province.Key(province.Village), 3, person)
        );
        await Keep(
            "coverages",
            "coverages",
            new
            {
                personId = person,
                householdId = household,
                post = Post.ExecutiveMember,
            }
        );

        await Keep(
            "services",
            $"people/{person}/services",
            new
            {
                householdId = household,
                servedOn = "2024-05-01",
                note = "送教上门",
            }
        );
        await Keep("merits", $"people/{person}/merits", new { points = 5, reason = "防汛值守" });
        await Keep("model-women", $"people/{person}/model-women", new { personId = woman });
        records["point-entries"] = await Eventually.Of(
            async () =>
                await fixture.Database.Find<Guid>(
                    "select id from point_entries where person_id = @person limit 1",
                    new { person }
                ),
            id => id != Guid.Empty,
            "points for the household"
        );

        var alliance = await Keep(
            "alliances",
            "alliances",
            new
            {
                name = "联盟",
                divisionId = county,
                validFrom = "2024-01-01",
            }
        );
        var member = (
            await Made($"alliances/{alliance}/members", new { organizationId = organization, validFrom = "2024-01-01" })
        ).Id;
        var meeting = await Made(
            $"alliances/{alliance}/meetings",
            new
            {
                heldOn = "2024-04-10",
                place = "会议室",
                agenda = new[] { "项目" },
                minutes = "议定一件事。",
                attendance = new[] { new { memberId = member, present = true } },
                decisions = new[]
                {
                    new
                    {
                        task = "拟定清单",
                        memberId = member,
                        dueOn = "2024-05-31",
                    },
                },
            }
        );
        (records["alliance-meetings"], records["alliance-decisions"]) = (
            meeting.Id,
            meeting["decisionIds"][0].GetGuid()
        );

        await Keep(
            "reorganisations",
            "reorganisations",
            new
            {
                kind = "split",
                divisionId = village,
                parts = new[]
                {
                    new
                    {
                        code = province.Digits + "0101100011",
                        name = "东社区",
                        rest = true,
                    },
                    new
                    {
                        code = province.Digits + "0101100012",
                        name = "西社区",
                        rest = false,
                    },
                },
            }
        );

        var programme = await Keep(
            "programmes",
            "programmes",
            new
            {
                ownerId = organization,
                kind = "action",
                name = "行动",
                field = "家庭",
                startsOn = "2024-01-01",
                endsOn = "2024-12-31",
                status = "running",
            }
        );
        records["sessions"] = (
            await Made(
                $"programmes/{programme}/sessions",
                new
                {
                    sessions = new[]
                    {
                        new
                        {
                            heldOn = "2024-04-10",
                            place = "礼堂",
                            kind = "class",
                            headcount = 30,
                        },
                    },
                }
            )
        )["ids"][0].GetGuid();
        var studio = await Keep(
            "studios",
            "studios",
            new
            {
                name = "工作室",
                divisionId = county,
                leaderId = person,
                field = "机械",
                foundedOn = "2023-01-01",
            }
        );
        await Keep(
            "studio-results",
            $"studios/{studio}/results",
            new
            {
                contractNumber = "HT-1",
                name = "夹具",
                recipient = "某厂",
                transferredOn = "2024-04-10",
                value = 10,
            }
        );
        await Keep(
            "studio-apprenticeships",
            $"studios/{studio}/apprenticeships",
            new
            {
                masterId = person,
                apprenticeId = woman,
                craft = "钳工",
                startsOn = "2024-01-01",
            }
        );
        await Keep("studio-grants", $"studios/{studio}/grants", new { amount = 5000 });
        await Keep(
            "studio-selections",
            "studio-selections",
            new
            {
                divisionId = county,
                level = "model",
                year = 2024,
                standards = new[] { new { criterion = "members", least = 1 } },
            }
        );

        var congress = await Keep(
            "congresses",
            "congresses",
            new
            {
                organizationId = organization,
                kind = "first",
                title = "第一次代表大会",
                heldOn = "2024-03-01",
                charter = new { title = "章程", uri = "https://example.org/z" },
            }
        );
        var term = await Keep(
            "terms",
            "terms",
            new
            {
                congressId = congress,
                startsOn = "2024-03-01",
                years = 5,
            }
        );
        await Keep(
            "elections",
            "elections",
            new
            {
                termId = term,
                post = Post.CouncilMember,
                seats = 4,
                heldOn = "2024-03-01",
            }
        );
        await Made(
            $"organizations/{organization}/members",
            new { members = new[] { new { personId = woman, role = "ordinary-member" } } }
        );
        records["memberships"] = await fixture.Database.Find<Guid>(
            "select id from memberships where person_id = @woman",
            new { woman }
        );
        await Keep(
            "honours",
            "honours",
            new
            {
                personId = woman,
                title = "巾帼先进典型",
                category = "model",
                divisionId = county,
                awardedOn = "2024-03-08",
            }
        );
        var campaign = await Made(
            "campaigns",
            new
            {
                name = "最美庭院",
                divisionId = county,
                startsOn = "2024-01-01",
                endsOn = "2099-12-31",
                levels = new[]
                {
                    new
                    {
                        name = "village",
                        title = "最美庭院",
                        quota = 1,
                    },
                },
            }
        );
        foreach (
            var (segment, path, file) in new[]
            {
                ("people-imports", "people-imports", "name\n钱\n"),
                ("appointment-imports", "appointment-imports", "name,post\n钱,volunteer\n"),
                (
                    "participation-imports",
                    $"campaigns/{campaign.Id}/participation-imports",
                    $"householdId\n{household}\n"
                ),
            }
        )
            records[segment] = (
                await officer.Send(
                    HttpMethod.Post,
                    Root + path,
                    new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(file))
                    {
                        Headers = { ContentType = new("text/csv") },
                    }
                )
            )
                .Expect(202)
                .Id;

        var seeded = new
        {
            appraisal = Guid.CreateVersion7(),
            appeal = Guid.CreateVersion7(),
            nomination = Guid.CreateVersion7(),
            person,
            woman,
            county,
            village,
            key = await province.Key(province.County),
            Now = fixture.Service.Clock.GetUtcNow(),
        };
        await fixture.Database.Execute(
            """
            insert into appraisals (
                id, scope_key, division_id, year, post, title, percent, appeal_days, state, candidates, quota, as_of,
                entered_by, published_at, published_by
            )
                values (
                    @appraisal, @key, @county, 2023, 'executive-member', '最美妇联执委', 20, 10, 'published', 5, 1, @Now,
                    @person, @Now, @person
                );
            insert into appeals (
                id, scope_key, appraisal_id, person_id, reason, filed_at, state, points_before, rank_before
            )
            values (@appeal, @key, @appraisal, @woman, '漏计', @Now, 'filed', 1, 2);
            insert into nominations (id, scope_key, person_id, division_id, kind, willing, valid_from)
            values (@nomination, @key, @woman, @village, 'self', true, @Now);
            """,
            seeded
        );
        (records["appraisals"], records["appeals"], records["nominations"]) = (
            seeded.appraisal,
            seeded.appeal,
            seeded.nomination
        );

        records["division-imports"] = (await province.Upload(Province.Csv(province.Rows), officer)).Id;
        return records;
    }
}
