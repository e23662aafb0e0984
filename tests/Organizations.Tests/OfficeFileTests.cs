using System.Text;
using Contracts.Organizations.V1;
using Testing;
using static Testing.TestWorkbook;

namespace Organizations.Tests;

/// <summary>Files as offices keep them, and malformed ones.</summary>
public class OfficeFileTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1";
    const string Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task Headings_and_columns_of_an_office_are_taken()
    {
        var (province, officer) = await CountyAsync();
        var job = await UploadAsync(
            officer,
            "序号,姓名（必填）,身份证号码,手机号码,性 别,学历,民族,职业,行政区划代码\n"
                + $"1,王芳,350111199003070027,13900000041,女,大专,回族,教师,{province.Village}\n"
        );
        Assert.True(job["state"].GetString() == "validated", job.Text);
        await ApplyAsync(officer, job);
        var person = await FindAsync(officer, "王芳");
        Assert.Equal(
            ("2", "30", "03", "教师", 1990),
            (
                person["sex"].GetString(),
                person["education"].GetString(),
                person["ethnicity"].GetString(),
                person["occupation"].GetString(),
                person["birthYear"].GetInt32()
            )
        );
        Assert.NotEqual("", person["citizenIdMasked"].GetString());
        Assert.NotEqual("", person["telephoneMasked"].GetString());
    }

    [Fact]
    public async Task More_facts_about_a_known_person_are_a_change_and_others_stay()
    {
        var (province, officer) = await CountyAsync();
        string File(string more) =>
            $"姓名,手机号码,身份证号,学历,民族,区划代码\n李梅,13900000042,{more},{province.Village}\n";
        await ApplyAsync(officer, await UploadAsync(officer, File(",,")));
        var job = await UploadAsync(officer, File("350111199003070027,本科,满族"));
        Assert.Equal(
            ("validated", 0, 1, 0),
            (job["state"].GetString(), job["new"].GetInt32(), job["changed"].GetInt32(), job["unchanged"].GetInt32())
        );
        await ApplyAsync(officer, job);
        var person = await FindAsync(officer, "李梅");
        Assert.Equal(
            ("20", "11", "2", 1990),
            (
                person["education"].GetString(),
                person["ethnicity"].GetString(),
                person["sex"].GetString(),
                person["birthYear"].GetInt32()
            )
        );
        var again = await UploadAsync(officer, File("350111199003070027,本科,满族"));
        Assert.Equal((0, 1), (again["changed"].GetInt32(), again["unchanged"].GetInt32()));
        Assert.Empty(again["warnings"].EnumerateArray());
        var other = await UploadAsync(officer, File("350111199003070027,博士,满族"));
        Assert.Equal((0, 1), (other["changed"].GetInt32(), other["unchanged"].GetInt32()));
        var warning = Assert.Single(other["warnings"].EnumerateArray());
        Assert.Equal("facts-kept", warning.GetProperty("code").GetString());
        Assert.EndsWith("：2", warning.GetProperty("zh").GetString(), StringComparison.Ordinal);
        await ApplyAsync(officer, other);
        Assert.Equal("20", (await FindAsync(officer, "李梅"))["education"].GetString());
    }

    [Fact]
    public async Task A_person_of_another_county_who_holds_a_post_here_is_not_changed_by_a_file_of_this_one()
    {
        var (province, officer) = await CountyAsync();
        var other = await province.Staff(Post.FederationOfficer, province.OtherCounty);
        var person = (await other.Post(Root + "/people", new { name = "外人", telephone = "13900000043" })).Expect(201);
        (
            await province.Administrator.Post(
                Root + "/appointments",
                new
                {
                    personId = person.Id,
                    post = Post.ExecutiveMember,
                    divisionId = (await province.Division(province.Village)).Id,
                }
            )
        ).Expect(201);
        var job = await UploadAsync(officer, $"姓名,手机,学历,区划代码\n外人,13900000043,本科,{province.Village}\n");
        Assert.Equal((0, 1), (job["changed"].GetInt32(), job["unchanged"].GetInt32()));
        await ApplyAsync(officer, job);
        Assert.False((await other.Get($"{Root}/people/{person.Id}")).Expect(200)["education"].GetString() == "20");
    }

    [Fact]
    public async Task Unknown_columns_are_named_and_left_out_only_on_request()
    {
        var (province, officer) = await CountyAsync();
        var file = $"姓名,手机,特长,区划代码\n赵敏,13900000044,剪纸,{province.Village}\n";
        var refused = await UploadAsync(officer, file);
        Assert.Equal(
            ("rejected", "PLT-0067"),
            (refused["state"].GetString(), refused["problem"].GetProperty("code").GetString())
        );
        Assert.Contains("特长", refused["problem"].GetProperty("detailZh").GetString(), StringComparison.Ordinal);
        var taken = await UploadAsync(officer, file, query: "?ignoreUnknownColumns=true");
        Assert.Equal(("validated", 1), (taken["state"].GetString(), taken["new"].GetInt32()));
        var warning = Assert.Single(taken["warnings"].EnumerateArray());
        Assert.Equal("ignored-columns", warning.GetProperty("code").GetString());
        Assert.Contains("特长", warning.GetProperty("zh").GetString(), StringComparison.Ordinal);
        (await SendAsync(officer, Encoding.UTF8.GetBytes(file), "text/csv", "?ignoreUnknownColumns=perhaps")).Refused(
            400,
            "PLT-0002",
            "/ignoreUnknownColumns PLT-1006"
        );
    }

    [Fact]
    public async Task An_error_in_an_optional_cell_rejects_its_row()
    {
        var (province, officer) = await CountyAsync();
        var header = Of("", ["姓名", "手机", "职业", "区划代码"]).Data;
        string Line(string name, string telephone, string cell) =>
            Row(null, Text(name), Text(telephone), cell, Text(province.Village));
        var job = await UploadAsync(
            officer,
            Write([
                new(
                    "名册",
                    header
                        + Line("甲", "13900000045", "<c t=\"e\"><f>X</f><v>#N/A</v></c>")
                        + Line("乙", "13900000046", "<c><f>X</f></c>")
                        + Line("丙", "13900000047", "<c/>")
                ),
            ]),
            Spreadsheet
        );
        Assert.Equal(("rejected", 2), (job["state"].GetString(), job["rejected"].GetInt32()));
        var rejections = (await officer.Get($"{Root}/people-imports/{job.Id}/rejections")).Expect(200).Items;
        Assert.Equal(
            [(2, "no-value"), (3, "no-value")],
            rejections.Select(r => (r.GetProperty("line").GetInt32(), r.GetProperty("rule").GetString()!))
        );
        Assert.All(rejections, r =>
            Assert.StartsWith("职业：", r.GetProperty("reasonZh").GetString()!, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Days_are_read_in_every_form_that_means_one_day()
    {
        var (province, officer) = await CountyAsync();
        string[] days = ["1987-2-3", "1987/2/3", "1987.2.3", "1987年2月3日", "1987-02-03 00:00:00", "31811"];
        var job = await UploadAsync(
            officer,
            "姓名,手机,出生日期,区划代码\n"
                + string.Concat(days.Select((d, i) => $"人{i},1390000005{i},{d},{province.Village}\n"))
        );
        Assert.True(job["state"].GetString() == "validated", job.Text);
        await ApplyAsync(officer, job);
        Assert.Equal(
            days.Length,
            await _service.Database.Find<int>(
                """
                select count(*)::int
                from people
                where scope_key >= @key and scope_key < @key || '~' and birth_date = date '1987-02-03'
                """,
                new { key = await province.Key(province.County) }
            )
        );
        var wrong = await UploadAsync(
            officer,
            $"姓名,手机,出生日期,区划代码\n甲,13900000059,3/2/1987,{province.Village}\n"
        );
        Assert.Equal("rejected", wrong["state"].GetString());
    }

    [Fact]
    public async Task Hostile_workbooks_stop_with_a_code_and_other_imports_continue()
    {
        var (province, officer) = await CountyAsync();
        var header = Of("", ["姓名", "手机", "区划代码"]).Data;
        List<byte[]> hostile =
        [
            Write([new("S", header + "<row r=\"2\"><c r=\"XFD2\"><v>1</v></c></row>")]),
            Write([new("S", header + "<row r=\"2000000000\"><c r=\"A2000000000\"><v>1</v></c></row>")]),
            Write([new("S", header + "<row r=\"2\"><c r=\"ZZZZZ2\"><v>1</v></c></row>")]),
            Write([new("S", header)], shared =>
            {
                var line = string.Concat(Enumerable.Repeat("<si><t>" + new string('a', 1_000) + "</t></si>", 100));
                for (var i = 0; i < 1_100; i++)
                    shared.Write(line);
            }),
        ];
        List<Answer> sent = [];
        foreach (var file in hostile)
            sent.Add((await SendAsync(officer, file, Spreadsheet, "")).Expect(202));
        var good = await UploadAsync(
            await province.Staff(Post.FederationOfficer, province.OtherCounty),
            $"姓名,手机,区划代码\n好人,13900000060,{province.Digits}0102200201\n"
        );
        Assert.Equal("validated", good["state"].GetString());
        foreach (var s in sent)
            Assert.Equal("PLT-0065", (await EndedAsync(officer, s.Id))["problem"].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_file_that_lost_a_worker_lets_others_go_first()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        Province province;
        Answer first,
            second;
        await using (var service = await TestService.StartAsync(fixture.Setup, database, broker.Address))
        {
            province = await Province.UnknownAsync(service);
            first = await province.Upload(Province.Csv(province.Rows));
            second = await province.Upload(Province.Csv(province.Rows, "代码,名称,上级代码"));
        }
        await database.Execute(
            """
            update platform.imports set state = 'received', lines = 0;
            insert into platform.import_progress values (@Id, 0, 2, now())
            """,
            new { first.Id }
        );
        await using var next = await TestService.StartAsync(fixture.Setup, database, broker.Address);
        await Eventually.True(
            async () =>
                await database.Find<int>("select count(*)::int from platform.imports where state = 'validated'") == 2,
            "both are checked"
        );
        Assert.Equal(
            [second.Id, first.Id],
            (await database.Find<Guid[]>("select array_agg(id order by xmin::text::bigint) from platform.imports"))!
        );
    }

    [Theory, InlineData("csv"), InlineData("xlsx")]
    public async Task Import_of_the_exported_tree_changes_nothing(string format)
    {
        var province = await Province.NewAsync(_service);
        var village = await province.Division(province.Village);
        foreach (var (kind, code, parent) in new[] { ("grid", province.Village + "001", village.Id) })
            (
                await province.Administrator.Post(
                    Root + "/divisions",
                    new
                    {
                        code,
                        name = "第一网格",
                        kind,
                        parentId = parent,
                    }
                )
            ).Expect(201);
        var export = $"{Root}/divisions/export?below={(await province.Division(province.Digits + "0000000000")).Id}";
        var file = await province.Administrator.Download($"{export}&format={format}");
        if (format == "csv")
            Assert.StartsWith(
                "\uFEFF代码,名称,上级代码,类型,",
                Encoding.UTF8.GetString(file),
                StringComparison.Ordinal
            );
        var job = await province.Upload(file, format == "csv" ? "text/csv" : Spreadsheet);
        Assert.True(job["state"].GetString() == "validated", job.Text);
        Assert.Equal((0, 0, 11), (job["new"].GetInt32(), job["renamed"].GetInt32(), job["unchanged"].GetInt32()));
        var whole = await province.Administrator.Send(
            HttpMethod.Post,
            Root + "/division-imports?complete=true",
            new ByteArrayContent(file) { Headers = { ContentType = new(format == "csv" ? "text/csv" : Spreadsheet) } }
        );
        var compared = await Eventually.Of(
            () => province.Administrator.Get($"{Root}/division-imports/{whole.Expect(202).Id}"),
            a => a.Expect(200)["state"].GetString() is "validated" or "rejected" or "failed",
            "compared"
        );
        Assert.True(compared["state"].GetString() == "validated", compared.Text);
        Assert.Empty(compared["changes"].EnumerateObject());
    }

    [Theory, InlineData("csv"), InlineData("xlsx")]
    public async Task A_file_without_a_sign_in_is_refused(string format)
    {
        var list = $"{Root}/divisions?parentId=root&format={format}";
        (await _service.AsNobody().Get(list)).Refused(401, "PLT-0068");
        (await _service.AsNobody().Get($"{Root}/divisions?parentId=root")).Expect(200);
        Assert.NotEmpty(await _service.AsSomebody().Download(list));
    }

    async Task<(Province Province, Client Officer)> CountyAsync()
    {
        var province = await Province.NewAsync(_service);
        return (province, await province.Staff(Post.FederationOfficer, province.County));
    }

    static Task<Answer> UploadAsync(Client officer, string file, string query = "") =>
        UploadAsync(officer, Encoding.UTF8.GetBytes(file), "text/csv", query);

    static async Task<Answer> UploadAsync(Client officer, byte[] file, string type, string query = "") =>
        await EndedAsync(officer, (await SendAsync(officer, file, type, query)).Expect(202).Id);

    static Task<Answer> SendAsync(Client officer, byte[] file, string type, string query) =>
        officer.Send(
            HttpMethod.Post,
            $"{Root}/people-imports{query}",
            new ByteArrayContent(file) { Headers = { ContentType = new(type) } }
        );

    static Task<Answer> EndedAsync(Client officer, Guid id) =>
        Eventually.Of(
            () => officer.Get($"{Root}/people-imports/{id}"),
            a => a.Expect(200)["state"].GetString() is "validated" or "rejected" or "failed" or "applied",
            "the import comes to its end"
        );

    static async Task ApplyAsync(Client officer, Answer job)
    {
        (await officer.Post($"{Root}/people-imports/{job.Id}/apply")).Expect(202);
        await Eventually.Of(
            () => officer.Get($"{Root}/people-imports/{job.Id}"),
            a => a.Expect(200)["state"].GetString() == "applied",
            "applied"
        );
    }

    static async Task<Answer> FindAsync(Client officer, string name)
    {
        var item = Assert.Single((await officer.Get($"{Root}/people?q={name}")).Expect(200).Items);
        return (await officer.Get($"{Root}/people/{item.GetProperty("id").GetGuid()}")).Expect(200);
    }
}
