using System.Text.Json;
using Contracts.Organizations.V1;

namespace Organizations.Tests.Systems;

/// <summary>
/// S14 北京 One plan, six actions, 14 projects; the arts action alone reached 40,000 students of its first 16 pilot
/// universities.
/// </summary>
public class S14BeijingTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";
    const int Universities = 16,
        StudentsOfEach = 2_500;

    [Fact]
    public async Task The_arts_action_reached_forty_thousand_students_of_sixteen_universities_and_none_is_counted_twice()
    {
        var province = await Province.NewAsync(fixture.Service);
        var city = (await province.Division(province.Digits + "0000000000")).Id;
        var officer = await province.Staff(Post.FederationOfficer, province.Digits + "0000000000");
        var owner = await OrganizationAsync("federation", "北京市妇联");
        var plan = await ProgrammeAsync("plan", "青年发展计划", null);
        List<Guid> actions = [],
            projects = [];
        foreach (var name in new[] { "文艺行动", "思想行动", "科技行动", "健康行动", "就业行动", "志愿行动" })
            actions.Add(await ProgrammeAsync("action", name, plan));
        foreach (var (i, count) in new[] { 4, 2, 2, 2, 2, 2 }.Index())
            for (var n = 0; n < count; n++)
                projects.Add(await ProgrammeAsync("project", $"项目{i + 1}-{n + 1}", actions[i]));

        // Each university holds two sessions of the arts action; a thousand of its students come to both, and five
        // hundred of them to another action as well.
        for (var u = 0; u < Universities; u++)
        {
            var university = await OrganizationAsync("partner", $"第{u + 1}所试点高校");
            string[] students = [.. Enumerable.Range(0, StudentsOfEach).Select(n => $"2023{n:D5}")];
            await HeldAsync(projects[u % 4], university, students);
            await HeldAsync(projects[(u + 1) % 4], university, students[..1_000]);
            await HeldAsync(projects[4], university, students[..500]);
        }

        var whole = (await officer.Get($"{Root}programmes/{plan}/report")).Expect(200);
        Assert.Equal(
            (1, 6, 14),
            (Number(whole["kinds"], "plan"), Number(whole["kinds"], "action"), Number(whole["kinds"], "project"))
        );
        Assert.Equal(
            (64_000, 40_000),
            (Number(whole["total"], "personTimes"), Number(whole["total"], "distinctKnown"))
        );
        var arts = (await officer.Get($"{Root}programmes/{actions[0]}/report")).Expect(200);
        Assert.Equal(
            (32, 56_000, 40_000),
            (
                Number(arts["total"], "sessions"),
                Number(arts["total"], "personTimes"),
                Number(arts["total"], "distinctKnown")
            )
        );
        Assert.Equal(
            (40_000, 40_000),
            (Number(arts["total"], "distinctAtLeast"), Number(arts["total"], "distinctAtMost"))
        );
        Assert.Equal(Universities, arts["hosts"].GetArrayLength());
        Assert.All(arts["hosts"].EnumerateArray(), h =>
            Assert.Equal((3_500, StudentsOfEach), (Number(h, "personTimes"), Number(h, "distinctKnown")))
        );
        var below = whole["nodes"]
            .EnumerateArray()
            .Where(n => n.GetProperty("kind").GetString() == "project")
            .Sum(n => Number(n.GetProperty("tree"), "distinctKnown"));
        Assert.Equal(64_000, below);

        async Task<Guid> OrganizationAsync(string kind, string name) => (
                await officer.Post(
                    Root + "organizations",
                    new
                    {
                        kind,
                        name,
                        divisionId = city,
                    }
                )
            ).Expect(201).Id;

        async Task<Guid> ProgrammeAsync(string kind, string name, Guid? parent) => (
                await officer.Post(
                    Root + "programmes",
                    new
                    {
                        parentId = parent,
                        ownerId = owner,
                        kind,
                        name,
                        field = "青年",
                        mode = kind == "project" ? "own" : null,
                        startsOn = "2023-09-01",
                        endsOn = "2026-08-31",
                        status = "running",
                        budget = 200_000.00m,
                    }
                )
            ).Expect(201).Id;

        async Task HeldAsync(Guid project, Guid university, string[] students)
        {
            var session = (
                await officer.Post(
                    $"{Root}programmes/{project}/sessions",
                    new
                    {
                        sessions = new[]
                        {
                            new
                            {
                                heldOn = "2024-04-20",
                                place = "学校礼堂",
                                kind = "performance",
                                hostId = university,
                            },
                        },
                    }
                )
            ).Expect(201)["ids"][0].GetGuid();
            var came = (
                await officer.Post(
                    $"{Root}sessions/{session}/participations",
                    new { outside = new[] { new { registerId = university, numbers = students } } }
                )
            ).Expect(200);
            Assert.Equal((students.Length, 0), (came["added"].GetInt32(), came["already"].GetInt32()));
        }
    }

    static long Number(JsonElement e, string member) => e.GetProperty(member).GetInt64();
}
