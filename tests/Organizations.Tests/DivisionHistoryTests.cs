using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Testing;

namespace Organizations.Tests;

/// <summary>The registry's answers for any day, against a model that is a list of states.</summary>
public class DivisionHistoryTests(OrganizationsFixture fixture)
{
    const string Path = "/organizations/v1/divisions";
    static readonly DateOnly s_first = new(2023, 6, 30);
    readonly TestService _service = fixture.Service;

    sealed record State(Guid Id, string Code, string Name, Guid ParentId, DateOnly Since, DateOnly? Until)
    {
        public bool Holds(DateOnly day) => Since <= day && (Until is null || Until > day);
    }

    [Property(MaxTest = 6)]
    public Property At_any_day_the_registry_answers_as_the_model_does() =>
        Prop.ForAll(
            Gen.Choose(0, 999).ListOf(14).ToArbitrary(),
            Gen.Choose(0, 999).ListOf(14).ToArbitrary(),
            (what, which) => Task.Run(() => CompareAsync([.. what.Zip(which)])).GetAwaiter().GetResult()
        );

    async Task<bool> CompareAsync((int What, int Which)[] steps)
    {
        var province = await Province.NewAsync(_service);
        var village = (await province.Division(province.Village)).Id;
        List<State> model = [];
        var day = s_first;
        foreach (var (what, which) in steps)
        {
            // Time advances by up to forty days a step; some changes fall on one day.
            day = day.AddDays(which % 5 == 0 ? 0 : which % 41);
            var living = model.Where(s => s.Until is null).ToList();
            var childless = living.Where(s => living.All(c => c.ParentId != s.Id)).ToList();
            if (what % 10 < 4 || living.Count == 0)
                await CreateAsync(living.Where(s => s.Code.Length == 15 && what % 2 == 0).ToList());
            else if (what % 10 < 7)
                await RenameAsync(living[which % living.Count]);
            else if (what % 10 < 8)
                await EndAsync(childless[which % childless.Count]);
            else
                await RecodeAsync(childless[which % childless.Count]);

            async Task CreateAsync(List<State> grids)
            {
                var above = grids.Count > 0 ? grids[which % grids.Count].Id : village;
                var made = (
                    await province.Administrator.Post(
                        Path,
                        new
                        {
                            parentId = above,
                            kind = above == village ? "grid" : "micro-grid",
                            name = $"名{which}",
                            validFrom = Text(day),
                        }
                    )
                ).Expect(201);
                model.Add(new(made.Id, made["code"].GetString()!, $"名{which}", above, day, null));
            }

            async Task RenameAsync(State s)
            {
                var (path, name) = ($"{Path}/{s.Id}", $"{s.Name}{what}");
                (
                    await province.Administrator.Patch(
                        path,
                        new { name, validFrom = Text(day) },
                        (await _service.AsNobody().Get(path)).ETag
                    )
                ).Expect(200);
                Change(s, s with { Name = name, Since = day });
            }

            async Task EndAsync(State s)
            {
                (await province.End(s.Id, Text(day.AddDays(-1)))).Expect(200);
                Change(s, null);
            }

            async Task RecodeAsync(State s)
            {
                var code = s.Code[..^3] + (500 + model.Count).ToString(CultureInfo.InvariantCulture);
                var file = $"code,name,parentCode,formerCode\n{code},{s.Name},{s.Code[..^3]},{s.Code}\n";
                var sent = (await province.Send(Encoding.UTF8.GetBytes(file), query: "?effective=" + Text(day))).Expect(
                    202
                );
                var job = await Eventually.Of(
                    () => province.Administrator.Get(sent.Headers["Location"]),
                    a => a["state"].GetString() is "validated" or "rejected",
                    "validated"
                );
                await province.Apply(job);
                Change(s, s with { Code = code, Since = day });
            }

            void Change(State old, State? to)
            {
                model[model.IndexOf(old)] = old with { Until = day };
                if (to is not null)
                    model.Add(to);
            }
        }
        var days = model
            .SelectMany(s => new[] { s.Since, s.Since.AddDays(-1) })
            .Append(day)
            .Append(day.AddDays(1))
            .Distinct()
            .ToList();
        foreach (var d in days)
            await CompareDayAsync(model, d, village);
        return true;
    }

    async Task CompareDayAsync(List<State> model, DateOnly day, Guid village)
    {
        var (nobody, query) = (_service.AsNobody(), "asOf=" + Text(day));
        var then = model.Where(s => s.Holds(day)).ToDictionary(s => s.Id);
        foreach (var id in model.Select(s => s.Id).Distinct())
        {
            var answer = await nobody.Get($"{Path}/{id}?{query}");
            Assert.Equal(then.ContainsKey(id) ? 200 : 404, answer.Status);
            var up = await nobody.Get($"{Path}/{id}/ancestors?{query}");
            Assert.Equal(answer.Status, up.Status);
            if (!then.TryGetValue(id, out var state))
                continue;
            Assert.Equal(
                (state.Code, state.Name, state.ParentId),
                (answer["code"].GetString(), answer["name"].GetString(), answer["parentId"].GetGuid())
            );
            Assert.Equal(
                state.ParentId == village ? [village] : [village, state.ParentId],
                up.Items.Skip(4).Select(a => a.GetProperty("id").GetGuid())
            );
            Assert.Equal(id, (await nobody.Get($"{Path}/by-code/{state.Code}?{query}")).Expect(200).Id);
        }
        foreach (var parent in model.Select(s => s.ParentId).Distinct())
            Assert.Equal(
                then.Values.Where(s => s.ParentId == parent).Select(s => (s.Id, s.Name)).Order(),
                (await nobody.Get($"{Path}?parentId={parent}&{query}"))
                    .Expect(200)
                    .Items.Select(c => (c.GetProperty("id").GetGuid(), c.GetProperty("name").GetString()!))
                    .Order()
            );
    }

    [Fact]
    public async Task An_ended_or_recoded_division_names_its_successors_and_history_is_complete()
    {
        var province = await Province.NewAsync(_service);
        var (admin, nobody, village) = (
            province.Administrator,
            _service.AsNobody(),
            await province.Division(province.Village)
        );
        var one = (
            await admin.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "grid",
                    name = "一格",
                    validFrom = "2024-01-01",
                }
            )
        ).Expect(201);
        var two = (
            await admin.Post(
                Path,
                new
                {
                    parentId = village.Id,
                    kind = "grid",
                    name = "二格",
                    validFrom = "2024-01-01",
                }
            )
        ).Expect(201);
        (
            await admin.Patch(
                $"{Path}/{one.Id}",
                new { name = "一网格", validFrom = "2024-03-01" },
                one.ETag ?? "\"v1\""
            )
        ).Expect(200);
        (await province.End(one.Id, "2024-05-31")).Expect(200);
        await _service.Database.Execute(
            """
            insert into division_successors (division_id, successor_id, relation, since)
            values (@from, @to, 'merged', '2024-06-01')
            """,
            new { from = one.Id, to = two.Id }
        );

        var ended = await province.Division(one["code"].GetString()!);
        Assert.Equal(
            [("abolished", null), ("merged", "二格")],
            ended["successors"]
                .EnumerateArray()
                .Select(s => (s.GetProperty("relation").GetString(), s.GetProperty("name").GetString()))
        );
        (await nobody.Get($"{Path}/{one.Id}?asOf=2024-06-01")).Refused(404, "PLT-0005");
        (await nobody.Get($"{Path}/{one.Id}/ancestors")).Expect(404);
        Assert.Equal("一格", (await nobody.Get($"{Path}/{one.Id}?asOf=2024-02-29")).Expect(200)["name"].GetString());
        var history = (await nobody.Get($"{Path}/{one.Id}/history")).Expect(200);
        Assert.Equal(
            [("一格", "2024-01-01", "2024-02-29"), ("一网格", "2024-03-01", "2024-05-31")],
            history.Items.Select(i =>
                (
                    i.GetProperty("name").GetString()!,
                    i.GetProperty("since").GetString()!,
                    i.GetProperty("until").GetString()!
                )
            )
        );
        Assert.All(history.Items, i => Assert.Equal("城东社区居委会", i.GetProperty("parentName").GetString()));
        Assert.Equal(
            one.Id,
            Assert
                .Single((await nobody.Get($"{Path}/{two.Id}/history"))["predecessors"].EnumerateArray())
                .GetProperty("id")
                .GetGuid()
        );
        (await nobody.Get($"{Path}/{two.Id}?asOf=2999-01-01")).Refused(400, "PLT-0001", "/asOf PLT-1004");
        (await nobody.Get($"{Path}/{two.Id}?asOf=yesterday")).Refused(400, "PLT-0002", "/asOf PLT-1006");
        (await nobody.Get($"{Path}/{Guid.NewGuid()}/history")).Expect(404);
        (await nobody.Get($"{Path}/by-code/{one["code"].GetString()}?asOf=2023-12-31")).Expect(404);
    }

    [Fact]
    public async Task Divisions_are_found_by_name_kind_and_level_and_an_area_is_exported_as_it_was()
    {
        var province = await Province.NewAsync(_service);
        var (admin, nobody) = (province.Administrator, _service.AsNobody());
        var county = (await province.Division(province.County)).Id;
        var village = await province.Division(province.Village);
        foreach (var n in Enumerable.Range(1, 3))
            (
                await admin.Post(
                    Path,
                    new
                    {
                        parentId = village.Id,
                        kind = "grid",
                        name = $"寻{n}格",
                        validFrom = $"2024-0{n}-01",
                    }
                )
            ).Expect(201);
        Assert.Equal(
            ["寻1格", "寻2格", "寻3格"],
            (await nobody.Get($"{Path}?q=寻&below={county}")).Expect(200).Items.Select(Name)
        );
        Assert.Equal(
            ["寻1格"],
            (await nobody.Get($"{Path}?q=寻&below={county}&asOf=2024-01-31")).Expect(200).Items.Select(Name)
        );
        Assert.Equal(
            ["城东社区居委会", "城西社区居委会"],
            (await nobody.Get($"{Path}?kind=village&below={county}")).Expect(200).Items.Select(Name)
        );
        Assert.Equal(["石堡镇"], (await nobody.Get($"{Path}?level=4&below={county}")).Expect(200).Items.Select(Name));
        Assert.Contains(
            "黄龙县",
            (await nobody.Get($"{Path}?q=黄龙&level=3&limit=500")).Expect(200).Items.Select(Name)
        );
        (await nobody.Get(Path)).Refused(400, "PLT-0001", "/parentId PLT-1001");
        (await nobody.Get($"{Path}?parentId=elsewhere")).Refused(400, "PLT-0001", "/parentId PLT-1006");
        (await nobody.Get($"{Path}?parentId=root&colour=red")).Refused(400, "PLT-0001", "/colour PLT-1009");

        var before = (await admin.Get($"{Path}/export?below={county}&asOf=2024-02-15")).Expect(200).Text;
        (
            await admin.Patch($"{Path}/{village.Id}", new { name = "改名社区", validFrom = "2024-05-01" }, village.ETag)
        ).Expect(200);
        Assert.Equal(before, (await admin.Get($"{Path}/export?below={county}&asOf=2024-02-15")).Expect(200).Text);
        var lines = before.TrimEnd().Split("\r\n");
        Assert.Equal("code,name,parentCode,kind,level,validFrom,validTo,key,id,parentId", lines[0]);
        Assert.Equal(
            ["黄龙县", "石堡镇", "城东社区居委会", "寻1格", "寻2格", "城西社区居委会"],
            lines.Skip(1).Select(l => l.Split(',')[1])
        );
        Assert.Equal(
            $"{province.Village},"
                + $"城东社区居委会,{province.Township},village,5,2023-06-30,,{village["key"].GetString()},"
                + $"{village.Id},{village["parentId"].GetGuid()}",
            lines[3]
        );
        Assert.Contains(
            "改名社区",
            (await admin.Get($"{Path}/export?below={county}")).Expect(200).Text,
            StringComparison.Ordinal
        );
        (await nobody.Get($"{Path}/export")).Expect(401);
    }

    static string Name(System.Text.Json.JsonElement e) => e.GetProperty("name").GetString()!;

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
