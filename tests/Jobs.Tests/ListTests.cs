using ServiceDefaults.Http;
using Testing;

namespace Jobs.Tests;

/// <summary>Filters, search, order and exported files of the lists of Jobs.</summary>
public class ListTests(JobsFixture jobs)
{
    [Theory]
    [InlineData("skills=cooking,elderly-care", "护理 厨师")]
    [InlineData("skills=domestic-service", "护理 保洁")]
    [InlineData("wageFrom=3000", "厨师 保洁")]
    [InlineData("wageFrom.from=3001&wageFrom.to=4000", "护理")]
    [InlineData("flexible=true", "保洁")]
    [InlineData("sort=wageFrom", "保洁 厨师 护理")]
    [InlineData("sort=-wageFrom", "护理 厨师 保洁")]
    [InlineData("sort=wageFrom&q=好帮手", "保洁 厨师 护理")]
    [InlineData("q=师&flexible=false", "厨师")]
    public async Task Open_postings_are_filtered_searched_and_sorted_on_every_page(string query, string found)
    {
        var (scene, _) = await WithPostingsAsync();
        foreach (var limit in new[] { 1, 2, 50 })
            Assert.Equal(
                found.Split(' '),
                await Walk(scene.Service.AsNobody(), scene, $"{query}&limit={limit}", "title")
            );
    }

    [Theory]
    [InlineData("skills=juggling", "/skills PLT-1003")]
    [InlineData("state=closed", "/state PLT-1009")]
    [InlineData("title=厨师", "/title PLT-1009")]
    [InlineData("skills.from=a", "/skills.from PLT-1009")]
    [InlineData("flexible=perhaps", "/flexible PLT-1006")]
    [InlineData("wageFrom=many", "/wageFrom PLT-1006")]
    [InlineData("employerId=here", "/employerId PLT-1006")]
    [InlineData("sort=title", "/sort PLT-1003")]
    [InlineData("sort=flexible", "/sort PLT-1003")]
    [InlineData("sort=skills", "/sort PLT-1003")]
    [InlineData("colour=red", "/colour PLT-1009")]
    public async Task An_unknown_filter_or_order_of_postings_is_refused_by_name(string query, string error) =>
        (await jobs.Service.AsNobody().Get($"/jobs/v1/postings?{query}")).Refused(400, "PLT-0001", error);

    [Fact]
    public async Task A_file_of_postings_has_hours_and_skills_as_text()
    {
        var (scene, _) = await WithPostingsAsync();
        var path = $"/jobs/v1/postings?divisionId={scene.County.Id}&flexible=true";
        var row = Assert.Single(await ListFiles.LikeThePageAsync(scene.Officer, path));
        Assert.Equal(
            ("周一 09:00-14:30; 周二 09:00-14:30; 周三 09:00-14:30; 周四 09:00-14:30; 周五 09:00-14:30", "是 yes"),
            (row["hours"], row["flexible"])
        );
        var sheet = TestWorkbook.Read(await scene.Officer.Download(path + "&format=xlsx"));
        Assert.Equal("家政服务", sheet[1][Array.IndexOf(sheet[0], "技能名称")]);
    }

    [Fact]
    public async Task A_file_of_postings_needs_a_signed_in_caller() =>
        (await jobs.Service.AsNobody().Get("/jobs/v1/postings?format=csv")).Refused(
            401,
            PlatformProblems.SignInForFiles.Code
        );

    [Fact]
    public async Task An_employer_is_found_by_name_and_by_its_code_in_any_spelling()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (employer, _) = await scene.Employ("延安 好帮手");
        await scene.Employ("黄龙餐饮");
        var read = (await scene.Officer.Get($"/jobs/v1/employers/{employer}")).Expect(200);
        var code = read["creditCode"].GetString()!.ToLowerInvariant();
        foreach (var query in new[] { "q=安好", "name=延安 好帮手", $"creditCode={code}", $"id={employer}" })
            Assert.Equal(
                [employer],
                (await scene.Officer.Get($"/jobs/v1/employers?{query}"))
                    .Expect(200)
                    .Items.Select(e => e.GetProperty("id").GetGuid())
            );
    }

    [Fact]
    public async Task Files_of_employers_mask_the_contact_as_the_page_does()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (employer, _) = await scene.Employ();
        var path = $"/jobs/v1/employers/{employer}";
        (
            await scene.Officer.Patch(path, new { contact = "0911 5632110" }, (await scene.Officer.Get(path)).ETag)
        ).Expect(200);
        var row = Assert.Single(await ListFiles.LikeThePageAsync(scene.Officer, "/jobs/v1/employers?sort=name"));
        Assert.Contains("*", row["contact"], StringComparison.Ordinal);
        (await scene.Officer.Get("/jobs/v1/employers?contact=0911 5632110")).Refused(
            400,
            "PLT-0001",
            "/contact PLT-1009"
        );
    }

    [Fact]
    public async Task A_referrals_note_is_in_the_officers_file_and_hidden_from_the_employers_list_and_search()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        await jobs.Database.Execute(
            "update referrals set note = '慢性病' where id = @Referral",
            new { referred.Referral }
        );
        const string path = "/jobs/v1/referrals?state=sent,hired";
        var officers = Assert.Single(await ListFiles.LikeThePageAsync(scene.Officer, path));
        var employers = Assert.Single(await ListFiles.LikeThePageAsync(referred.Manager, path));
        Assert.Equal(("慢性病", ""), (officers["note"], employers["note"]));
        foreach (var query in new[] { "note=慢性病", "note.from=慢" })
            (await referred.Manager.Get($"{path}&{query}")).Refused(
                400,
                "PLT-0001",
                $"/{query.Split('=')[0]} PLT-1009"
            );
        (await referred.Manager.Get($"{path}&sort=note")).Refused(400, "PLT-0001", "/sort PLT-1003");
        Assert.Empty((await referred.Manager.Get($"{path}&q=慢性")).Expect(200).Items);
    }

    [Fact]
    public async Task Referrals_are_filtered_by_state_posting_and_time_and_sorted_by_words()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ();
        var (person, _) = await scene.OpenNeed();
        await scene.Consent(person);
        var postings = new[]
        {
            await scene.Publish(manager, scene.Posting("厨师")),
            await scene.Publish(manager, scene.Posting("保洁")),
        };
        foreach (var posting in postings)
            (await scene.Refer(person, posting)).Expect(201);
        async Task<string> Find(string query) =>
            string.Join(
                ' ',
                (await manager.Get("/jobs/v1/referrals?" + query))
                    .Expect(200)
                    .Items.Select(r => r.GetProperty("title").GetString())
            );
        Assert.Equal("保洁 厨师", await Find(""));
        Assert.Equal("保洁 厨师", await Find("sort=title&state=sent"));
        Assert.Equal("厨师 保洁", await Find("sort=-title"));
        Assert.Equal("厨师", await Find($"postingId={postings[0]}"));
        Assert.Equal("保洁", await Find("q=洁&referredAt.from=2020-01-01"));
        Assert.Equal("", await Find("state=refused,withdrawn"));
        Assert.Equal("", await Find($"referredAt.to=2020-01-01&personId={person}"));
    }

    [Fact]
    public async Task A_person_exports_only_their_own_referrals()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (mine, other) = (await scene.ReferSomebody(), await scene.ReferSomebody());
        var row = Assert.Single(
            await ListFiles.LikeThePageAsync(scene.Service.As(mine.Person), "/jobs/v1/referrals?sort=id")
        );
        Assert.Equal((mine.Person.ToString(), "王秀兰"), (row["personId"], row["name"]));
        Assert.NotEqual(mine.Person, other.Person);
    }

    [Fact]
    public async Task Placements_are_filtered_and_their_files_have_the_checks_as_text()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        (await scene.Hire(referred.Manager, referred.Referral)).Expect(201);
        var day = scene.Today.ToString("O");
        var path = $"/jobs/v1/placements?state=employed&startedOn.from={day}&startedOn.to={day}&q=家政";
        var row = Assert.Single(await ListFiles.LikeThePageAsync(scene.Officer, path));
        Assert.Equal(
            string.Join("; ", new[] { 3, 6, 12 }.Select(m => $"{m}个月 {scene.Today.AddMonths(m):O} planned")),
            row["checks"]
        );
        Assert.Empty((await scene.Officer.Get("/jobs/v1/placements?state=ended")).Expect(200).Items);
        (await scene.Officer.Get("/jobs/v1/placements?state=lost&checks.from=due")).Refused(
            400,
            "PLT-0001",
            "/state PLT-1003",
            "/checks.from PLT-1009"
        );
    }

    [Fact]
    public async Task Profiles_are_found_by_named_or_certified_skills_and_their_files_mask_names()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (proved, _) = await scene.OpenNeed("李兰");
        var (named, _) = await scene.OpenNeed("王秀兰");
        await scene.Certify(proved, "cooking");
        await scene.Consent(proved);
        await scene.Consent(named);
        async Task<Guid[]> Find(string query) =>
            [
                .. (await scene.Officer.Get("/jobs/v1/profiles?" + query))
                    .Expect(200)
                    .Items.Select(p => p.GetProperty("personId").GetGuid()),
            ];
        Assert.Equal([proved], await Find("skills=cooking,massage"));
        Assert.Equal([proved, named], await Find("skills=cooking,domestic-service"));
        Assert.Equal([proved], await Find("certificates=cooking"));
        Assert.Equal([named], await Find($"personId={named}"));
        Assert.Empty(await Find("skills=massage"));
        var rows = await ListFiles.LikeThePageAsync(scene.Officer, "/jobs/v1/profiles?sort=id");
        Assert.Equal(["李*", "王**"], rows.Select(r => r["name"]));
        Assert.Equal(["cooking", ""], rows.Select(r => r["certificates"]));
    }

    [Fact]
    public async Task A_file_of_profiles_is_audited_with_each_person_in_it()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed();
        await scene.Consent(person);
        (await scene.Officer.Get("/jobs/v1/profiles?format=csv")).Expect(200);
        Assert.Contains(
            person,
            await jobs.Database.Query<Guid>(
                "select unnest(subjects) from platform.audit where caller_id = @Subject",
                new { scene.Officer.Subject }
            )
        );
    }

    [Fact]
    public async Task Matches_are_filtered_sorted_and_exported()
    {
        var (scene, _) = await WithPostingsAsync();
        var (person, _) = await scene.OpenNeed();
        await scene.Consent(person);
        var path = $"/jobs/v1/profiles/{person}/matches?";
        async Task<string> Find(string query) =>
            string.Join(
                ' ',
                (await scene.Officer.Get(path + query))
                    .Expect(200)
                    .Items.Select(m => m.GetProperty("title").GetString())
            );
        Assert.Equal("保洁 护理", await Find(""));
        Assert.Equal("护理 保洁", await Find("sort=-wageFrom"));
        Assert.Equal("护理", await Find("q=护"));
        Assert.Equal("", await Find("score.from=101"));
        var rows = await ListFiles.LikeThePageAsync(scene.Officer, path + "sort=rank");
        Assert.Equal(["保洁", "护理"], rows.Select(r => r["title"]));
        Assert.Contains("同在城东社区居委会; ", rows[0]["reasons"], StringComparison.Ordinal);
    }

    /// <summary>Three postings of one employer, in this order: 保洁 (flexible), 厨师, 护理.</summary>
    async Task<(Scene Scene, Client Manager)> WithPostingsAsync()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, manager) = await scene.Employ("延安好帮手");
        await scene.Publish(manager, scene.Posting("保洁", wageFrom: 3000, flexible: true));
        await scene.Publish(manager, scene.Posting("厨师", wageFrom: 3000, skills: ["cooking"]));
        await scene.Publish(
            manager,
            scene.Posting("护理", wageFrom: 3500, skills: ["elderly-care", "domestic-service"])
        );
        return (scene, manager);
    }

    static async Task<List<string>> Walk(Client client, Scene scene, string query, string member)
    {
        List<string> values = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var page = (
                await client.Get(
                    $"/jobs/v1/postings?divisionId={scene.County.Id}&{query}{(cursor == "" ? "" : "&cursor=" + cursor)}"
                )
            ).Expect(200);
            values.AddRange(page.Items.Select(i => i.GetProperty(member).GetString()!));
            cursor = page["next"].GetString();
        }
        return values;
    }
}
