using Contracts.Organizations.V1;

namespace Organizations.Tests.Systems;

/// <summary>
/// S7, Pinggu, the year to date: 1,000+ service projects, 70,000+ person-times served, 15,000+ person-times of
/// executive members taking part, entered as they were and read back from the records.
/// </summary>
public class S7YearTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1/";
    const int Projects = 1_002,
        Served = 70,
        Taking = 15,
        Members = 837;

    [Fact]
    public async Task The_years_projects_reach_seventy_thousand_and_executive_members_take_part_fifteen_thousand_times()
    {
        var service = fixture.Service;
        var province = await Province.NewAsync(service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var today = DateOnly.FromDateTime(service.Clock.GetUtcNow().AddHours(8).DateTime);
        var first = new DateOnly(today.Year, 1, 1);

        var file =
            "姓名,电话,区划代码,职务,任职日期\n"
            + string.Concat(
                Enumerable
                    .Range(0, Members)
                    .Select(i => $"执委{i},1390{i:D7},{province.Village},执委,{first.AddYears(-1):yyyy-MM-dd}\n")
            );
        await PeopleImportTests.ApplyAsync(
            officer,
            "appointment-imports",
            await PeopleImportTests.UploadAsync(officer, "appointment-imports", file)
        );
        var members = await service.Database.Query<Guid>(
            "select person_id from appointments where scope_key = @key and post = @post order by 1",
            new { key = await province.Key(province.Village), post = Post.ExecutiveMember }
        );
        Assert.Equal(Members, members.Count);
        var volunteer = (await officer.Post(Root + "people", new { name = "金玫瑰志愿者" })).Expect(201).Id;

        var owner = (
            await officer.Post(
                Root + "organizations",
                new
                {
                    kind = "federation",
                    name = "平谷区妇联",
                    divisionId = (await province.Division(province.County)).Id,
                }
            )
        ).Expect(201).Id;
        async Task<Guid> Programme(string kind, string? mode, Guid? parentId, string name) => (
                await officer.Post(
                    Root + "programmes",
                    new
                    {
                        ownerId = owner,
                        kind,
                        mode,
                        parentId,
                        name,
                        field = "家庭服务",
                        startsOn = first,
                        endsOn = first.AddYears(1).AddDays(-1),
                        status = "running",
                    }
                )
            ).Expect(201).Id;
        var plan = await Programme("plan", null, null, "妇联组织和妇女工作年度计划");
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Projects),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (i, _) =>
            {
                var project = await Programme("project", "own", plan, $"服务项目{i + 1}");
                Guid[] staff =
                [
                    .. Enumerable.Range(i * Taking, Taking).Select(n => members[n % Members]),
                    .. i < 100 ? new[] { volunteer } : [],
                ];
                (
                    await officer.Post(
                        $"{Root}programmes/{project}/sessions",
                        new
                        {
                            sessions = new[]
                            {
                                new
                                {
                                    heldOn = first.AddDays(i % today.DayOfYear),
                                    place = "微网格",
                                    kind = "class",
                                    headcount = Served,
                                    staffIds = staff,
                                },
                            },
                        }
                    )
                ).Expect(201);
            }
        );

        var report = (await officer.Get($"{Root}programmes/{plan}/report")).Expect(200);
        Assert.Equal(
            (1_002L, 1_002L, 70_140L),
            (
                report["kinds"].GetProperty("project").GetInt64(),
                report["total"].GetProperty("sessions").GetInt64(),
                report["total"].GetProperty("personTimes").GetInt64()
            )
        );
        var taking = report["staff"];
        Assert.Equal(
            (15_130L, 838L, 15_030L, 837L),
            (
                taking.GetProperty("times").GetInt64(),
                taking.GetProperty("people").GetInt64(),
                taking.GetProperty("executiveTimes").GetInt64(),
                taking.GetProperty("executives").GetInt64()
            )
        );
        // Services from before the membership are not an executive member's.
        await service.Database.Execute(
            "update appointments set valid_from = now() + interval '1 day' where person_id = any (@members)",
            new { members = members.ToArray() }
        );
        Assert.Equal(
            0,
            (await officer.Get($"{Root}programmes/{plan}/report"))
                .Expect(200)["staff"]
                .GetProperty("executiveTimes")
                .GetInt64()
        );
    }
}
