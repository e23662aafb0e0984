using System.Text;
using Contracts.Organizations.V1;
using ExcelDataReader;
using Testing;

namespace Organizations.Tests;

/// <summary>The features of every list, tried at the list of people.</summary>
public class PeopleListTests(OrganizationsFixture fixture)
{
    const string People = "/organizations/v1/people";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task Filter_search_order_and_pages_show_each_row_once_and_only_those_of_the_area()
    {
        var (officer, ids) = await OfficerOf("王一", "王二", "李三", "赵四", "=王五");
        Assert.Equal(["=王五", "李三", "王二", "王一", "赵四"], await Walk(officer, "sort=name&limit=2"));
        Assert.Equal(["赵四", "王一", "王二", "李三", "=王五"], await Walk(officer, "sort=-name&limit=3"));
        Assert.Equal(["王一", "王二", "李三", "赵四", "=王五"], await Walk(officer, "limit=1"));
        Assert.Equal(["=王五", "王二", "王一"], await Walk(officer, "q=王&sort=name&limit=1"));
        Assert.Equal(["李三", "赵四"], await Walk(officer, "name=李三,赵四,钱六"));
        Assert.Equal(["李三"], await Walk(officer, $"id={ids[2]}"));
        Assert.Empty(await Walk(officer, "registeredAt.to=2001-01-01"));
        Assert.Equal(5, (await Walk(officer, "registeredAt.from=2001-01-01")).Count);
        (await officer.Get($"{People}?nmae=x&registeredAt.from=03/04/2026&sort=telephoneMasked&format=pdf")).Refused(
            400,
            "PLT-0001",
            "/nmae PLT-1009",
            "/registeredAt.from PLT-1006",
            "/sort PLT-1003",
            "/format PLT-1003"
        );
        var next = (await officer.Get($"{People}?sort=name&limit=2")).Expect(200)["next"].GetString();
        (await officer.Get($"{People}?sort=-name&limit=2&cursor={next}")).Refused(400, "PLT-0012");
        Assert.Contains(
            ids[0],
            await fixture.Database.Query<Guid>(
                "select unnest(subjects) from platform.audit where caller_id = @Subject",
                new { officer.Subject }
            )
        );
        (await _service.AsSomebody().Get(People)).Expect(403);
    }

    [Fact]
    public async Task Names_are_sorted_by_pinyin_or_by_strokes_and_pages_go_on_where_they_ended()
    {
        string[] byPinyin = ["艾丽", "丁一", "龚静", "李梅", "欧阳娜", "王芳", "张伟"],
            byStrokes = ["丁一", "王芳", "艾丽", "张伟", "李梅", "欧阳娜", "龚静"];
        var (officer, _) = await OfficerOf("张伟", "王芳", "李梅", "丁一", "龚静", "欧阳娜", "艾丽");
        Assert.Equal(byPinyin, await Walk(officer, "sort=name&limit=2"));
        Assert.Equal(byPinyin.Reverse(), await Walk(officer, "sort=-name&limit=2"));
        Assert.Equal(byStrokes, await Walk(officer, "sort=name&collation=stroke&limit=2"));
        var next = (await officer.Get($"{People}?sort=name&limit=2")).Expect(200)["next"].GetString();
        (await officer.Get($"{People}?sort=name&collation=stroke&limit=2&cursor={next}")).Refused(400, "PLT-0012");
        (await officer.Get($"{People}?sort=name&collation=wubi")).Refused(400, "PLT-0001", "/collation PLT-1003");
    }

    [Fact]
    public async Task A_name_is_found_however_it_is_typed_and_with_blanks_around()
    {
        var (officer, _) = await OfficerOf("阿依木•买买提", "周　丽", "ELENA  IVANOVA", "李\uE863", "E\u0301lise");
        foreach (
            var (q, name) in new[]
            {
                ("阿依木·买买提", "阿依木•买买提"),
                ("木．买", "阿依木•买买提"),
                (" 周丽 ", "周　丽"),
                ("elena ivanova", "ELENA  IVANOVA"),
                ("李䶮", "李\uE863"),
                ("Élise", "E\u0301lise"),
            }
        )
            Assert.Equal([name], await Walk(officer, "q=" + Uri.EscapeDataString(q)));
        Assert.Equal(5, (await Walk(officer, "q=%20%20")).Count);
    }

    [Fact]
    public async Task Filters_by_unknown_codes_are_refused_by_name()
    {
        var (officer, _) = await OfficerOf("王一");
        (await officer.Get($"{People}?sex=女&education=本科")).Refused(
            400,
            "PLT-0001",
            "/sex PLT-1003",
            "/education PLT-1003"
        );
        (await officer.Get($"{People}?post=执委")).Refused(400, "PLT-0001", "/post PLT-1003");
        Assert.Equal(["王一"], await Walk(officer, "sex=0,2"));
        (await officer.Get("/organizations/v1/appointments?post=执委&mode=chosen")).Refused(
            400,
            "PLT-0001",
            "/post PLT-1003",
            "/mode PLT-1003"
        );
    }

    [Fact]
    public async Task A_file_holds_every_row_with_headings_in_the_readers_language_and_no_formula()
    {
        var (officer, _) = await OfficerOf("王一", "=1+1");
        var csv = (await officer.Get(People + "?format=csv&sort=name")).Expect(200);
        var lines = csv.Text.TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal(
            "id,name,telephoneMasked,sex,birthYear,education,occupation,hasPhoto,registeredAt,ethnicity",
            lines[0]
        );
        Assert.Equal(4, lines.Length);
        Assert.Contains("'=1+1", lines[1], StringComparison.Ordinal);
        Assert.Contains("138****0001", lines[2], StringComparison.Ordinal);
        var sheet = await officer.Download(People + "?format=xlsx");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var reader = ExcelReaderFactory.CreateReader(new MemoryStream(sheet));
        List<string> rows = [];
        while (reader.Read())
            rows.Add($"{reader.GetValue(0)}");
        Assert.Equal(["姓名", "王一", "=1+1"], rows);
    }

    [Fact]
    public async Task A_value_that_does_not_open_is_null_and_named_and_hides_no_other()
    {
        var (officer, ids) = await OfficerOf("王一", "李二");
        await _service.Database.Execute(
            "update people set telephone = set_byte(telephone, 20, get_byte(telephone, 20) # 1) where id = @id",
            new { id = ids[0] }
        );
        string? Named(Answer answer) => answer.Headers.TryGetValue("Unreadable", out var cells) ? cells : null;
        var page = (await officer.Get($"{People}?sort=name")).Expect(200);
        Assert.Equal(["138****0001", null], page.Items.Select(i => i.GetProperty("telephoneMasked").GetString()));
        Assert.Equal($"{ids[0]}/telephone", Named(page));
        var one = (await officer.Get($"{People}/{ids[0]}")).Expect(200);
        Assert.Null(one["telephoneMasked"].GetString());
        Assert.Equal($"{ids[0]}/telephone", Named(one));
        Assert.Null(Named((await officer.Get($"{People}/{ids[1]}")).Expect(200)));
        Assert.Contains(_service.Log, l =>
            l.Contains($"{ids[0]}", StringComparison.Ordinal) && l.Contains("telephone", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(_service.Log, l => l.Contains("13800000001", StringComparison.Ordinal));

        var file = (await officer.Get($"{People}?sort=name&format=csv")).Expect(200);
        Assert.Contains("王一,（无法读取 unreadable）", file.Text, StringComparison.Ordinal);
        Assert.Contains("李二,138****0001", file.Text, StringComparison.Ordinal);

        // A use that needs the value is refused; entering the value again repairs it.
        (await officer.Patch($"{People}/{ids[0]}", new { occupation = "工人" }, one.ETag)).Refused(409, "PLT-0070");
        (await officer.Patch($"{People}/{ids[0]}", new { telephone = "13800000009" }, one.ETag)).Expect(200);
        Assert.Null(Named((await officer.Get(People)).Expect(200)));
    }

    [Fact]
    public async Task A_spreadsheet_has_a_name_days_as_days_words_beside_codes_and_ids_at_the_end()
    {
        var (officer, ids) = await OfficerOf("王一");
        (
            await officer.Patch(
                $"{People}/{ids[0]}",
                new
                {
                    sex = "2",
                    education = "21",
                    birthDate = "1990-03-07",
                },
                (await officer.Get($"{People}/{ids[0]}")).ETag
            )
        ).Expect(200);
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var reader = ExcelReaderFactory.CreateReader(
            new MemoryStream(await officer.Download(People + "?format=xlsx"))
        );
        Assert.Equal("people", reader.Name);
        List<object?[]> rows = [];
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i))]);
        Assert.Equal(
            [
                "姓名",
                "电话",
                "性别",
                "性别名称",
                "出生年份",
                "学历",
                "学历名称",
                "职业",
                "有照片",
                "登记时间",
                "民族",
                "民族名称",
                "编号",
            ],
            rows[0]
        );
        Assert.Equal(("2", "女", "21", "大学本科毕业"), (rows[1][2], rows[1][3], rows[1][5], rows[1][6]));
        Assert.InRange(
            Assert.IsType<DateTime>(rows[1][9]),
            TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(7),
            TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(9)
        );
        Assert.Equal(ids[0].ToString(), rows[1][12]);
        Assert.InRange(reader.GetColumnWidth(12), 36, 60);
    }

    async Task<(Client Officer, List<Guid> Ids)> OfficerOf(params string[] names)
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var other = await province.Staff(Post.FederationOfficer, province.OtherCounty);
        (await other.Post(People, new { name = "外县" })).Expect(201);
        List<Guid> ids = [];
        foreach (var name in names)
            ids.Add((await officer.Post(People, new { name, telephone = "13800000001" })).Expect(201).Id);
        return (officer, ids);
    }

    static async Task<List<string>> Walk(Client client, string query)
    {
        List<string> names = [];
        for (string? cursor = null; ; )
        {
            var page = (await client.Get($"{People}?{query}{(cursor is null ? "" : "&cursor=" + cursor)}")).Expect(200);
            names.AddRange(page.Items.Select(i => i.GetProperty("name").GetString()!));
            cursor = page["next"].GetString();
            if (cursor is null)
                return names;
        }
    }
}
