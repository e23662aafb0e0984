using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts.Jobs.V1;
using Contracts.Organizations.V1;

namespace Jobs.Tests;

/// <summary>Employers and their postings.</summary>
public class EmployerTests(JobsFixture jobs)
{
    [Theory]
    [
        InlineData("creditCode", "\"91350100M000100Y44\"", "PLT-1005"),
        InlineData("creditCode", "\"91350100M000100Y4Z\"", "PLT-1006"),
        InlineData("creditCode", "\"9135\"", "PLT-1006")
    ]
    [
        InlineData("creditCode", "null", "PLT-1001"),
        InlineData("creditCode", "\"\"", "PLT-1001"),
        InlineData("name", "null", "PLT-1001"),
        InlineData("divisionId", "null", "PLT-1001")
    ]
    [InlineData("divisionId", "\"0192d6a0-0000-7000-8000-000000000000\"", "PLT-1008")]
    public async Task A_bad_field_of_an_employer_is_named(string field, string value, string rule)
    {
        var scene = await Scene.CreateAsync(jobs);
        var body = JsonSerializer
            .SerializeToNode(
                new
                {
                    creditCode = Scene.CreditCode(),
                    name = "好帮手",
                    divisionId = scene.County.Id,
                }
            )!
            .AsObject();
        body[field] = JsonNode.Parse(value);
        (await scene.Officer.Post("/jobs/v1/employers", body.ToJsonString())).Refused(
            400,
            "PLT-0001",
            $"/{field} {rule}"
        );
        (await scene.Officer.Post("/jobs/v1/employers", new { })).Refused(
            400,
            "PLT-0001",
            "/creditCode PLT-1001",
            "/name PLT-1001",
            "/divisionId PLT-1001"
        );
    }

    [Fact]
    public async Task An_id_given_for_an_employer_is_refused()
    {
        var scene = await Scene.CreateAsync(jobs);
        var association = Guid.CreateVersion7();
        (
            await scene.Officer.Post(
                "/jobs/v1/employers",
                new
                {
                    id = association,
                    creditCode = Scene.CreditCode(),
                    name = "冒名企业",
                    divisionId = scene.County.Id,
                }
            )
        ).Refused(400, "PLT-0002", "/id PLT-1009");
        Assert.DoesNotContain(await scene.Service.Published<EmployerRegistered>(), e => e.EmployerId == association);
    }

    [Fact]
    public async Task A_credit_code_is_registered_once_in_any_area_and_spelling()
    {
        var (here, there) = (await Scene.CreateAsync(jobs), await Scene.CreateAsync(jobs));
        var code = Scene.CreditCode();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    (i % 2 == 0 ? here : there) is var s
                        ? s.Officer.Post(
                            "/jobs/v1/employers",
                            new
                            {
                                creditCode = i < 2 ? code : code.ToLowerInvariant(),
                                name = $"好帮手{i}",
                                divisionId = s.County.Id,
                            }
                        )
                        : null!
                )
        );
        Assert.Equal(1, answers.Count(a => a.Status == 201));
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.Refused(409, "JOB-0001");
        Assert.Single(
            (await here.Officer.Get($"/jobs/v1/employers?creditCode={code}")).Items.Concat(
                (await there.Officer.Get($"/jobs/v1/employers?creditCode={code}")).Items
            )
        );
    }

    [Theory]
    [
        InlineData("title", "\" \"", "/title PLT-1001"),
        InlineData("description", "null", "/description PLT-1001"),
        InlineData("divisionId", "null", "/divisionId PLT-1001"),
        InlineData("divisionId", "\"0192d6a0-0000-7000-8000-000000000000\"", "/divisionId PLT-1008")
    ]
    [
        InlineData("skills", """["astrology","cooking"]""", "/skills/0 PLT-1003"),
        InlineData("skills", """["cooking","cooking"]""", "/skills/1 PLT-1010"),
        InlineData("skills", """["astrology",null]""", "/skills/1 PLT-1001"),
        InlineData("skills", """["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]""", "/skills/0 PLT-1002")
    ]
    [
        InlineData("hours", "null", "/hours PLT-1001"),
        InlineData("hours", "[]", "/hours PLT-1001"),
        InlineData("hours", "[null]", "/hours/0 PLT-1001")
    ]
    [InlineData(
        "hours",
        """[{"day":8,"from":"10:00","to":"12:00"},{}]""",
        "/hours/0/day PLT-1007",
        "/hours/1/day PLT-1001",
        "/hours/1/from PLT-1001",
        "/hours/1/to PLT-1001"
    )]
    [InlineData(
        "hours",
        """[{"day":1,"from":"10:00","to":"09:00"},{"day":2,"from":"09:00","to":"12:00"},{"day":2,"from":"11:00","to":"13:00"}]""",
        "/hours/0/to PLT-1007",
        "/hours/2 PLT-1010"
    )]
    [
        InlineData("wageFrom", "-1", "/wageFrom PLT-1007"),
        InlineData("wageFrom", "9000", "/wageTo PLT-1007"),
        InlineData("wageTo", "2000000", "/wageTo PLT-1007"),
        InlineData("wageTo", "null", "/wageTo PLT-1001")
    ]
    [
        InlineData("openings", "0", "/openings PLT-1007"),
        InlineData("openings", "10001", "/openings PLT-1007"),
        InlineData("openings", "null", "/openings PLT-1001")
    ]
    public async Task A_bad_field_of_a_posting_is_named(string field, string value, params string[] errors)
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ();
        var body = JsonSerializer.SerializeToNode(scene.Posting())!.AsObject();
        body[field] = JsonNode.Parse(value);
        (await manager.Post("/jobs/v1/postings", body.ToJsonString())).Refused(400, "PLT-0001", errors);
    }

    [Theory]
    [InlineData("9135", "PLT-1006"), InlineData("91350100M000100Y44", "PLT-1005")]
    public async Task A_filter_by_a_malformed_credit_code_is_refused(string creditCode, string rule)
    {
        var scene = await Scene.CreateAsync(jobs);
        var answer = await scene.Officer.Get($"/jobs/v1/employers?creditCode={creditCode}");
        answer.Refused(400, "PLT-0001", $"/creditCode {rule}");
    }

    [Theory]
    [InlineData("hours", 71), InlineData("skills", 21)]
    public async Task A_posting_with_too_long_a_list_is_refused(string member, int count)
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ();
        var body = JsonSerializer.SerializeToNode(scene.Posting(skills: ["cooking"]))!.AsObject();
        body[member] = new JsonArray([.. Enumerable.Repeat(body[member]![0]!, count).Select(n => n.DeepClone())]);
        (await manager.Post("/jobs/v1/postings", body.ToJsonString())).Refused(400, "PLT-0001", $"/{member} PLT-1002");
    }

    [Fact]
    public async Task A_caller_without_an_employer_cannot_open_a_posting()
    {
        var scene = await Scene.CreateAsync(jobs);
        var manager = await scene.Service.Holder(Post.EmployerManager, organization: Guid.CreateVersion7());
        (await manager.Post("/jobs/v1/postings", scene.Posting())).Refused(409, "JOB-0002");
        (await manager.Post("/jobs/v1/postings", """{"salary":1}""")).Refused(400, "PLT-0002", "/salary PLT-1009");
    }

    [Fact]
    public async Task Open_postings_are_found_by_skill_place_and_words()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (employer, manager) = await scene.Employ("延安好帮手公司");
        var cook = await scene.Publish(manager, scene.Posting("幼儿园厨师", skills: ["cooking"]));
        var carer = await scene.Publish(
            manager,
            scene.Posting("养老 护理员", skills: ["elderly-care", "domestic-service"])
        );
        var nobody = scene.Service.AsNobody();
        async Task<Guid[]> Find(string query) =>
            [
                .. (await nobody.Get($"/jobs/v1/postings?divisionId={scene.County.Id}&{query}"))
                    .Expect(200)
                    .Items.Select(p => p.GetProperty("id").GetGuid()),
            ];

        Assert.Equal([carer, cook], await Find(""));
        Assert.Equal([cook], await Find("skills=cooking"));
        Assert.Equal([carer], await Find("q=护理"));
        Assert.Equal([carer], await Find("q=养老%20%20护"));
        Assert.Equal([cook], await Find("q=厨"));
        Assert.Equal([carer, cook], await Find("q=好帮手"));
        Assert.Empty(await Find("q=护养"));
        Assert.Empty(await Find("q=%25"));
        Assert.Equal([carer, cook], await Find($"employerId={employer}"));
        var first = (await nobody.Get($"/jobs/v1/postings?divisionId={scene.County.Id}&limit=1")).Expect(200);
        Assert.Equal(
            cook,
            Assert
                .Single(
                    (
                        await nobody.Get(
                            $"/jobs/v1/postings?divisionId={scene.County.Id}&limit=1&cursor={first["next"].GetString()}"
                        )
                    ).Items
                )
                .GetProperty("id")
                .GetGuid()
        );
        (await nobody.Get($"/jobs/v1/postings?divisionId={Guid.CreateVersion7()}")).Refused(
            400,
            "PLT-0001",
            "/divisionId PLT-1008"
        );
        (await nobody.Get("/jobs/v1/postings?divisionId=here")).Refused(400, "PLT-0002", "/divisionId PLT-1006");
        (await nobody.Get($"/jobs/v1/postings?q={new string('长', 51)}")).Refused(400, "PLT-0001", "/q PLT-1002");

        (await manager.Post($"/jobs/v1/postings/{cook}/close")).Expect(200);
        (await manager.Post($"/jobs/v1/postings/{cook}/close")).Refused(409, "JOB-0003");
        Assert.Equal([carer], await Find(""));
        Assert.Equal("closed", (await nobody.Get($"/jobs/v1/postings/{cook}")).Expect(200)["state"].GetString());
        (await nobody.Get($"/jobs/v1/postings/{Guid.CreateVersion7()}")).Expect(404);
    }
}
