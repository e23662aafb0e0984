using System.Text;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class DivisionImportTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_file_is_checked_before_it_changes_the_tree()
    {
        var province = await Province.UnknownAsync(_service);
        var rows = province.Rows;
        rows.Reverse();
        var job = await province.Upload(Province.Csv(rows));
        Assert.Equal(
            (10, 10, 0, 0, 0),
            (
                job["lines"].GetInt32(),
                job["new"].GetInt32(),
                job["renamed"].GetInt32(),
                job["unchanged"].GetInt32(),
                job["rejected"].GetInt32()
            )
        );
        (await _service.AsNobody().Get("/organizations/v1/divisions/by-code/" + province.Village)).Refused(
            404,
            "PLT-0005"
        );
    }

    [Fact]
    public async Task An_applied_file_becomes_the_tree()
    {
        var province = await Province.UnknownAsync(_service);
        var rows = province.Rows;
        rows.Reverse();

        await province.Apply(await province.Upload(Province.Csv(rows)));

        var village = await province.Division(province.Village);
        var township = (
            await _service.AsNobody().Get($"/organizations/v1/divisions/{village["parentId"].GetGuid()}")
        ).Expect(200);
        Assert.Equal(
            (5, "城东社区居委会", "2023-06-30"),
            (village["level"].GetInt32(), village["name"].GetString(), village["validFrom"].GetString())
        );
        Assert.Equal(township["key"].GetString() + "000", village["key"].GetString());
        Assert.Equal(15, village["key"].GetString()!.Length);
        Assert.Equal("黄龙县", (await province.Division(province.County[..6]))["name"].GetString());
        Assert.Contains(
            (await _service.AsNobody().Get("/organizations/v1/divisions?parentId=root&limit=500")).Expect(200).Items,
            r => r.GetProperty("name").GetString() == $"省{province.Digits}"
        );
    }

    [Fact]
    public async Task The_divisions_below_one_are_read_page_by_page()
    {
        var province = await Province.NewAsync(_service);
        var (township, village) = (
            await province.Division(province.Township),
            await province.Division(province.Village)
        );
        var children = (
            await _service.AsNobody().Get($"/organizations/v1/divisions?parentId={township.Id}&limit=1")
        ).Expect(200);
        Assert.Equal(village.Id, Assert.Single(children.Items).GetProperty("id").GetGuid());
        var rest = (
            await _service
                .AsNobody()
                .Get($"/organizations/v1/divisions?parentId={township.Id}&cursor={children["next"].GetString()}")
        ).Expect(200);
        Assert.Equal("城西社区居委会", Assert.Single(rest.Items).GetProperty("name").GetString());
    }

    [Fact]
    public async Task An_applied_file_is_published_with_each_division_after_the_one_above_it()
    {
        var province = await Province.UnknownAsync(_service);
        var rows = province.Rows;
        rows.Reverse();
        var job = await province.Upload(Province.Csv(rows));

        await province.Apply(job);

        var page = Assert.Single(await _service.Published<DivisionsPublished>(), e =>
            e.Divisions.Any(d => d.Code == province.Village)
        );
        Assert.Equal((1, 1, 10), (page.Page, page.Pages, page.Divisions.Count));
        Assert.Equal(
            page.Divisions.Select(d => d.Level).Order(),
            from d in page.Divisions
            orderby d.Key.Length
            select d.Level
        );
        Assert.All(page.Divisions.Index(), d =>
            Assert.True(
                d.Item.ParentId is null || page.Divisions.Take(d.Index).Any(above => above.Id == d.Item.ParentId)
            )
        );
        Assert.Empty(
            await _service.Database.Query<int>(
                "select no from platform.import_chunks where import_id = @Id",
                new { job.Id }
            )
        );
    }

    [Fact]
    public async Task The_same_file_again_is_the_same_import_until_it_is_applied_and_then_changes_nothing()
    {
        var province = await Province.UnknownAsync(_service);
        var file = Province.Csv(province.Rows);
        var (first, again) = (await province.Upload(file), await province.Upload(file));
        Assert.Equal(first.Id, again.Id);
        await province.Apply(first);
        var (before, pages) = (
            await province.Division(province.Village),
            (await _service.Published<DivisionsPublished>()).Count(e =>
                e.Divisions.Any(d => d.Code.StartsWith(province.Digits))
            )
        );
        var later = await province.Upload(file);
        Assert.NotEqual(first.Id, later.Id);
        Assert.Equal((0, 0, 10), (later["new"].GetInt32(), later["renamed"].GetInt32(), later["unchanged"].GetInt32()));
        await province.Apply(later);
        Assert.Equal(before.Text, (await province.Division(province.Village)).Text);
        Assert.Equal(
            pages,
            (await _service.Published<DivisionsPublished>()).Count(e =>
                e.Divisions.Any(d => d.Code.StartsWith(province.Digits))
            )
        );
        Assert.Equal(
            1,
            await _service.Database.Find<int>(
                "select count(distinct content_hash)::int from platform.imports where id = any (@ids)",
                new { ids = new[] { first.Id, later.Id } }
            )
        );
    }

    [Fact]
    public async Task A_renamed_division_keeps_id_and_key_and_only_it_is_published()
    {
        var province = await Province.NewAsync(_service);
        var before = await province.Division(province.Village);
        var rows = province.Rows;
        rows[6] = rows[6] with { Name = "城东新社区居委会" };
        rows.Add((province.Digits + "0101100000"[..8] + "03", "新增村委会", province.Township));
        var sent = (
            await province.Send(Encoding.UTF8.GetBytes(Province.Csv(rows)), query: "?effective=2024-09-30")
        ).Expect(202);
        var job = await Eventually.Of(
            () => province.Administrator.Get(sent.Headers["Location"]),
            a => a["state"].GetString() == "validated",
            "validated"
        );
        Assert.Equal((1, 1, 9), (job["new"].GetInt32(), job["renamed"].GetInt32(), job["unchanged"].GetInt32()));
        await province.Apply(job);
        var after = await province.Division(province.Village);
        Assert.Equal(
            (before.Id, before["key"].GetString(), "城东新社区居委会", 2L),
            (after.Id, after["key"].GetString(), after["name"].GetString(), after["version"].GetInt64())
        );
        Assert.Equal(
            "城东社区居委会",
            await _service.Database.Find<string>(
                "select name from division_history where division_id = @Id",
                new { after.Id }
            )
        );
        var last = (await _service.Published<DivisionsPublished>()).Last(e =>
            e.Divisions.Any(d => d.Code == province.Village)
        );
        Assert.Equal(
            ["城东新社区居委会", "新增村委会"],
            last.Divisions.Select(d => d.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal("002", (await province.Division(province.Digits + "0101100003"))["key"].GetString()![^3..]);
    }

    [Fact]
    public async Task Every_broken_row_is_reported_with_its_line_and_rule_and_nothing_is_loaded()
    {
        var province = await Province.UnknownAsync(_service);
        var p = province.Digits;
        var file =
            Province.Csv(province.Rows)
            + string.Join(
                '\n',
                $"{p}010110000,短,{province.Township}",
                $"{p}01011000x1,字母,{province.Township}",
                $"{p}0101600000,街道号过大,{province.County}",
                $"{p}0001000000,跳级,{p}0000000000",
                $"{p}0101100003,,{province.Township}",
                $"{p}0101100004,{new string('长', 101)},{province.Township}",
                $"{p}0101100005,没有上级,",
                $"{p}0101100006,上级错,{province.County}",
                $"{p}0101100007,上级格式错,12345",
                $"{p}0103100000,没有这个县,{p}0103000000",
                $"{p}0101100001,重复,{province.Township}",
                $"{p}0000000000,重复的省,{p}0100000000",
                $"{p}0101100008,多一格,{province.Township},多余",
                $"{p}0101100009,\"引号\"外,{province.Township}"
            )
            + "\n";
        var job = await province.Upload(file);
        Assert.Equal("rejected", job["state"].GetString());
        Assert.Equal(
            [
                (12, "code-format"),
                (13, "code-format"),
                (14, "township-range"),
                (15, "code-levels"),
                (16, "name-empty"),
                (17, "name-long"),
                (18, "parent-empty"),
                (19, "parent-level"),
                (20, "parent-format"),
                (21, "parent-missing"),
                (22, "duplicate-code"),
                (23, "parent-province"),
                (24, "cells"),
                (25, "cells"),
            ],
            await province.Rejections(job)
        );
        Assert.Equal((24, 14), (job["lines"].GetInt32(), job["rejected"].GetInt32()));
        var rejection = (
            await province.Administrator.Get($"/organizations/v1/division-imports/{job.Id}/rejections?limit=1")
        ).Items[0];
        Assert.Equal(
            (
                p + "010110000",
                "区划代码应为12位数字，村以下为15、18或21位",
                "the code must be 12 digits, below the village 15, 18 or 21"
            ),
            (
                rejection.GetProperty("code").GetString(),
                rejection.GetProperty("reasonZh").GetString(),
                rejection.GetProperty("reasonEn").GetString()
            )
        );
        (await province.Administrator.Post($"/organizations/v1/division-imports/{job.Id}/apply")).Refused(
            409,
            "PLT-0033"
        );
        Assert.Equal(
            0,
            await _service.Database.Find<int>(
                "select count(*)::int from divisions where code like @like",
                new { like = p + "%" }
            )
        );
    }

    [Fact]
    public async Task An_error_that_arose_since_the_dry_run_stops_the_application()
    {
        var province = await Province.NewAsync(_service);
        var job = await province.Upload(Province.Csv([(province.Digits + "0101100005", "新村", province.Township)]));
        await _service.Database.Execute(
            "update divisions set valid_to = '2024-01-01' where code = @Township",
            new { province.Township }
        );
        Assert.Equal("validated", job["state"].GetString());
        var ended = await province.Apply(job);
        Assert.Equal("rejected", ended["state"].GetString());
        Assert.Equal([(2, "parent-missing")], await province.Rejections(job));
    }

    [Fact]
    public async Task Rejections_beyond_ten_thousand_are_counted_but_not_kept()
    {
        var province = await Province.UnknownAsync(_service);
        var job = await province.Upload(
            "code,name,parentCode\n" + string.Concat(Enumerable.Range(0, 12_000).Select(i => $"{i},x,\n"))
        );
        Assert.Equal((12_000, 12_000), (job["lines"].GetInt32(), job["rejected"].GetInt32()));
        Assert.Equal(
            10_000,
            await _service.Database.Find<int>(
                "select count(*)::int from platform.import_rejections where import_id = @Id",
                new { job.Id }
            )
        );
    }

    [Fact]
    public async Task A_province_of_twenty_thousand_rows_is_published_in_pages_of_a_thousand()
    {
        var province = await Province.UnknownAsync(_service);
        var rows = province.Rows;
        rows.AddRange(
            from t in Enumerable.Range(1, 24)
            from v in Enumerable.Range(100, 850)
            select ($"{province.Digits}0101{100 + t}{v}", $"第{v}村", $"{province.Digits}0101{100 + t}000")
        );
        rows.AddRange(
            from t in Enumerable.Range(1, 24)
            select ($"{province.Digits}0101{100 + t}000", $"第{t}镇", province.County)
        );
        var job = await province.Apply(await province.Upload(Province.Csv(rows)));
        Assert.Equal(rows.Count, job["new"].GetInt32());
        var pages = (await _service.Published<DivisionsPublished>())
            .Where(e => e.Divisions.Any(d => d.Code.StartsWith(province.Digits)))
            .ToList();
        Assert.Equal(Enumerable.Range(1, (rows.Count + 999) / 1000), pages.Select(p => p.Page));
        Assert.Single(pages.Select(p => p.TreeVersion).Distinct());
        Assert.Equal(rows.Count, pages.Sum(p => p.Divisions.Count));
        Assert.All(pages, p => Assert.InRange(p.Divisions.Count, 1, 1000));
    }
}
