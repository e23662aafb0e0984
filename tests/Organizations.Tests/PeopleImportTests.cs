using System.IO.Compression;
using System.Text;
using Contracts.Organizations.V1;
using MiniExcelLibs;
using Testing;

namespace Organizations.Tests;

public class PeopleImportTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task People_come_from_a_file_once_and_are_found_again()
    {
        var (province, officer) = await CountyAsync();
        (await officer.Post(Root + "/people", new { name = "已有", telephone = "13900000001" })).Expect(201);
        var file =
            $"姓名,身份证号,电话,性别,职业,区划代码\n已有,,13900000001,女,,{province.Village}\n"
            + $"新人,350111199003070027,,,教师,{province.Village}\n另一,,13900000002,女,,{province.Township}\n";
        var job = await UploadAsync(officer, "people-imports", file);
        Assert.Equal(
            ("validated", 2, 1, 0, 0),
            (
                job["state"].GetString(),
                job["new"].GetInt32(),
                job["changed"].GetInt32(),
                job["unchanged"].GetInt32(),
                job["rejected"].GetInt32()
            )
        );
        Assert.Single((await officer.Get(Root + "/people")).Expect(200).Items);
        await ApplyAsync(officer, "people-imports", job);
        Assert.Equal(
            ["另一", "新人", "已有"],
            (await officer.Get(Root + "/people?sort=name"))
                .Expect(200)
                .Items.Select(i => i.GetProperty("name").GetString()!)
        );
        var again = await UploadAsync(officer, "people-imports", file);
        Assert.Equal((0, 3), (again["new"].GetInt32(), again["unchanged"].GetInt32()));
        Assert.Equal(
            "教师",
            Assert
                .Single(
                    (await officer.Get($"{Root}/people?below={(await province.Division(province.Village)).Id}"))
                        .Expect(200)
                        .Items
                )
                .GetProperty("occupation")
                .GetString()
        );
    }

    [Fact]
    public async Task Characters_that_are_not_seen_are_refused_in_the_dry_run_with_line_and_column()
    {
        var (province, officer) = await CountyAsync();
        string[] names = ["刘@x0000@花", "刘@x0001@花", "刘@x200B@花", "刘\u200B花", "刘\u202E花", "刘\n花"];
        var sheet = Sheet([
            .. names.Select(n => new Dictionary<string, object?>
            {
                ["姓名"] = n,
                ["电话"] = "13900000001",
                ["区划代码"] = province.Village,
            }),
        ]);
        var job = await UploadAsync(officer, "people-imports", Escape(sheet), Spreadsheet);
        Assert.Equal("rejected", job["state"].GetString());
        var rejections = (await officer.Get($"{Root}/people-imports/{job.Id}/rejections")).Expect(200).Items.ToList();
        Assert.Equal([2, 3, 4, 5, 6, 7], rejections.Select(r => r.GetProperty("line").GetInt32()));
        Assert.All(rejections, r => Assert.Equal("PLT-1020", r.GetProperty("rule").GetString()));
        Assert.All(rejections, r =>
            Assert.StartsWith("姓名：", r.GetProperty("reasonZh").GetString()!, StringComparison.Ordinal)
        );
        Assert.NotEmpty(await officer.Download($"{Root}/people-imports/{job.Id}/errors?format=xlsx", Reason));
        (await officer.Get($"{Root}/people-imports/{job.Id}/rejections?nothing=x")).Refused(
            400,
            "PLT-0001",
            "/nothing PLT-1009"
        );
        (await officer.Post($"{Root}/people-imports/{job.Id}/errors?rule=nothing", Reason)).Refused(
            400,
            "PLT-0001",
            "/rule PLT-1009"
        );
    }

    [Fact]
    public async Task One_name_typed_in_two_ways_is_one_person()
    {
        var (province, officer) = await CountyAsync();
        (await officer.Post(Root + "/people", new { name = "阿依木·买买提", citizenId = "350111199003070027" })).Expect(
            201
        );
        (await officer.Post(Root + "/people", new { name = "周丽", telephone = "13900000002" })).Expect(201);
        var job = await UploadAsync(
            officer,
            "people-imports",
            "姓名,身份证号,电话,区划代码\n"
                + $"阿依木．买买提,350111199003070027,,{province.Village}\n周　丽,,13900000002,{province.Village}\n"
        );
        Assert.Equal(
            ("validated", 0, 2),
            (job["state"].GetString(), job["new"].GetInt32(), job["unchanged"].GetInt32())
        );
    }

    [Fact]
    public async Task Words_of_the_code_tables_are_understood_in_files()
    {
        var (province, officer) = await CountyAsync();
        var file =
            "姓名,电话,性别,学历代码,区划代码\n"
            + $"甲,13900000001,女性,大学本科毕业,{province.Village}\n乙,13900000002,未知,高中,{province.Village}\n"
            + $"丙,13900000003,2,61,{province.Village}\n";
        await ApplyAsync(officer, "people-imports", await UploadAsync(officer, "people-imports", file));
        Assert.Equal(
            [("甲", "2", "21"), ("乙", "0", "60"), ("丙", "2", "61")],
            (await officer.Get(Root + "/people"))
                .Expect(200)
                .Items.OrderBy(i => "甲乙丙".IndexOf(i.GetProperty("name").GetString()!, StringComparison.Ordinal))
                .Select(i =>
                    (
                        i.GetProperty("name").GetString()!,
                        i.GetProperty("sex").GetString()!,
                        i.GetProperty("education").GetString()!
                    )
                )
        );
        var wrong = await UploadAsync(
            officer,
            "people-imports",
            $"姓名,电话,学历代码,区划代码\n丁,13900000004,高小学,{province.Village}\n"
        );
        Assert.Equal("rejected", wrong["state"].GetString());
    }

    [Fact]
    public async Task A_rejected_name_beyond_the_BMP_is_masked_by_its_characters()
    {
        var (province, officer) = await CountyAsync();
        var job = await UploadAsync(
            officer,
            "people-imports",
            $"姓名,身份证号,区划代码\n𠮷田芳,350111199003070028,{province.Village}\n"
        );
        Assert.Equal("rejected", job["state"].GetString());
        var rejection = Assert.Single(
            (await officer.Get($"{Root}/people-imports/{job.Id}/rejections")).Expect(200).Items
        );
        Assert.Equal(
            (2, "𠮷**"),
            (rejection.GetProperty("line").GetInt32(), rejection.GetProperty("code").GetString())
        );
    }

    [Fact]
    public async Task Rejected_rows_return_unchanged_with_the_reason_and_nothing_was_entered()
    {
        var (province, officer) = await CountyAsync();
        var chair = (await officer.Post(Root + "/people", new { name = "现任", telephone = "13900000009" }))
            .Expect(201)
            .Id;
        var made = (
            await officer.Post(
                Root + "/appointments",
                new
                {
                    personId = chair,
                    post = Post.Chair,
                    divisionId = (await province.Division(province.Village)).Id,
                }
            )
        ).Expect(201);
        var header = "姓名,身份证号,电话,性别,区划代码,职务,任职日期,届满日期,专兼职";
        string[] rows =
        [
            $"好人,350111199003070027,,,{province.Village},执委,2024-01-01,2029-01-01,兼职",
            $"错号,350111199003070028,,,{province.Village},执委,,,",
            $"无名,,,,{province.Village},执委,,,",
            $"外县,,13900000003,女,{province.OtherCounty},执委,,,",
            $"无职,,13900000004,女,{province.Village},女王,,,",
            $"反日,,13900000005,女,{province.Village},执委,2024-01-01,2023-01-01,",
            $"撞主席,,13900000006,女,{province.Village},主席,,,",
            $"干部,,13900000007,女,{province.Village},妇联干部,,,",
            $"组长,,13900000008,女,{province.Village},妇女小组长,,,",
            $"男执委,,13900000009,男,{province.Village},执委,,,",
        ];
        var job = await UploadAsync(officer, "appointment-imports", header + "\n" + string.Join('\n', rows) + "\n");
        Assert.Equal(("rejected", 9), (job["state"].GetString(), job["rejected"].GetInt32()));
        var rules = (await officer.Get($"{Root}/appointment-imports/{job.Id}/rejections")).Expect(200).Items;
        Assert.Equal(
            [
                "PLT-1005",
                "identity",
                "division",
                "post",
                "dates",
                "ORG-0201",
                "post-not-by-file",
                "post-not-here",
                "ORG-0221",
            ],
            rules.Select(r => r.GetProperty("rule").GetString())
        );
        Assert.Contains(made.Id.ToString(), rules[5].GetProperty("reasonZh").GetString(), StringComparison.Ordinal);
        Assert.All(rules, r => Assert.Contains('*', r.GetProperty("code").GetString()!));

        var lines = (await officer.Post($"{Root}/appointment-imports/{job.Id}/errors", Reason))
            .Expect(200)
            .Text.TrimStart('\uFEFF')
            .Trim()
            .Split("\r\n");
        Assert.Equal(10, lines.Length);
        Assert.Contains("350111199003070028", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("has a wrong check digit", lines[1], StringComparison.Ordinal);
        Assert.NotEmpty(await officer.Download($"{Root}/appointment-imports/{job.Id}/errors?format=xlsx", Reason));
        var kept = await _service.Database.Find<string>(
            """
            select string_agg(encode(content, 'escape'), '') || string_agg(r::text, '')
            from platform.import_rejections r
            where import_id = @Id
            """,
            new { job.Id }
        );
        Assert.DoesNotContain("13900000006", kept, StringComparison.Ordinal);
        Assert.Equal(
            1,
            await _service.Database.Find<int>(
                "select count(*)::int from people where scope_key >= @key and scope_key < @key || '~'",
                new { key = await province.Key(province.County) }
            )
        );
        (
            await (await province.Staff(Post.FederationOfficer, province.OtherCounty)).Post(
                $"{Root}/appointment-imports/{job.Id}/errors",
                Reason
            )
        ).Refused(404, "PLT-0005");
        // The corrected error file can be uploaded as it is.
        var corrected =
            string.Join('\n', lines.Take(2))
                .Replace("350111199003070028", "350111199003070027", StringComparison.Ordinal)
                .Replace("错号", "好人", StringComparison.Ordinal) + "\n";
        Assert.Equal(
            1,
            (
                await ApplyAsync(
                    officer,
                    "appointment-imports",
                    await UploadAsync(officer, "appointment-imports", corrected)
                )
            )["new"]
                .GetInt32()
        );
    }

    [Fact]
    public async Task A_spreadsheet_is_read_with_its_numbers_and_dates()
    {
        var (province, officer) = await CountyAsync();
        var village = long.Parse(province.Village, null);
        var people = Sheet(
            new()
            {
                ["姓名"] = "数字",
                ["身份证号"] = "350111199003070027",
                ["电话"] = 13900000021L,
                ["性别"] = "女",
                ["出生日期"] = new DateTime(1990, 3, 7),
                ["学历代码"] = 20,
                ["区划代码"] = village,
            },
            new()
            {
                ["姓名"] = "日期",
                ["身份证号"] = null,
                ["电话"] = "+86 139-0000-0022",
                ["性别"] = 2,
                ["出生日期"] = new DateTime(1985, 5, 1),
                ["学历代码"] = null,
                ["区划代码"] = province.Village,
            }
        );
        var job = await UploadAsync(officer, "people-imports", people, Spreadsheet);
        Assert.True(
            ("validated", 2) == (job["state"].GetString(), job["new"].GetInt32()),
            (await officer.Get($"{Root}/people-imports/{job.Id}/rejections")).Text
        );
        await ApplyAsync(officer, "people-imports", job);
        Assert.Equal(
            ["数字 2 1990-03-07 20", "日期 2 1985-05-01 "],
            await _service.Database.Query<string>(
                """
                select concat_ws(' ', name, sex, birth_date, coalesce(education, ''))
                from people
                where scope_key = @key
                order by name
                """,
                new { key = await province.Key(province.Village) }
            )
        );
        // The same people as text are found again.
        var again = await UploadAsync(
            officer,
            "people-imports",
            $"姓名,身份证号,电话,区划代码\n数字,350111199003070027,,{village}\n日期,,13900000022,{village}\n"
        );
        Assert.Equal((0, 2), (again["new"].GetInt32(), again["unchanged"].GetInt32()));

        var posts = Sheet(
            new Dictionary<string, object?>
            {
                ["姓名"] = "数字",
                ["电话"] = 13900000021D,
                ["身份证号"] = "350111199003070027",
                ["区划代码"] = village,
                ["职务"] = "执委",
                ["任职日期"] = new DateTime(2024, 1, 1),
                ["届满日期"] = new DateTime(2029, 1, 1),
            }
        );
        await ApplyAsync(
            officer,
            "appointment-imports",
            await UploadAsync(officer, "appointment-imports", posts, Spreadsheet)
        );
        var post = (await officer.Get($"{Root}/appointments?format=csv")).Expect(200).Text;
        Assert.Contains("2024-01-01 00:00:00", post, StringComparison.Ordinal);
        // The day in the file is the last day.
        Assert.Contains(",2029-01-01", post, StringComparison.Ordinal);
        Assert.Single((await officer.Get($"{Root}/appointments?asOf=2029-01-01")).Expect(200).Items);
        Assert.Empty((await officer.Get($"{Root}/appointments?asOf=2029-01-02")).Expect(200).Items);
    }

    /// <summary>A spreadsheet keeps fifteen of eighteen digits of a number.</summary>
    [Fact]
    public async Task A_number_without_its_last_digits_and_a_day_before_any_birth_are_refused()
    {
        var (province, officer) = await CountyAsync();
        var village = long.Parse(province.Village, null);
        var lost = await UploadAsync(
            officer,
            "people-imports",
            Sheet(
                new()
                {
                    ["姓名"] = "失真",
                    ["身份证号"] = 350111199003070027D,
                    ["出生日期"] = null,
                    ["区划代码"] = village,
                },
                new()
                {
                    ["姓名"] = "古人",
                    ["身份证号"] = null,
                    ["出生日期"] = "0001-01-01",
                    ["区划代码"] = village,
                }
            ),
            Spreadsheet
        );
        Assert.Equal(
            ["PLT-1006", "PLT-1006"],
            (await officer.Get($"{Root}/people-imports/{lost.Id}/rejections"))
                .Expect(200)
                .Items.Select(r => r.GetProperty("rule").GetString())
        );
    }

    [Theory]
    [InlineData("csv", "13900000031"), InlineData("xlsx", "13900000032")]
    public async Task A_corrected_error_file_is_imported_with_its_escaped_cells(string format, string telephone)
    {
        var (province, officer) = await CountyAsync();
        var job = await UploadAsync(
            officer,
            "people-imports",
            $"姓名,电话,区划代码\n=王,+86{telephone},{province.OtherCounty}\n"
        );
        Assert.Equal(
            "division",
            Assert
                .Single((await officer.Get($"{Root}/people-imports/{job.Id}/rejections")).Expect(200).Items)
                .GetProperty("rule")
                .GetString()
        );
        var errors = await officer.Download($"{Root}/people-imports/{job.Id}/errors?format={format}", Reason);
        if (format == "csv")
        {
            Assert.Contains($"'+86{telephone}", Encoding.UTF8.GetString(errors), StringComparison.Ordinal);
            errors = Encoding.UTF8.GetBytes(
                Encoding
                    .UTF8.GetString(errors)
                    .Replace(province.OtherCounty, province.Village, StringComparison.Ordinal)
            );
        }
        else
        {
            using var sheet = new MemoryStream(errors);
            errors = Sheet([
                .. sheet
                    .Query(useHeaderRow: true)
                    .Cast<IDictionary<string, object?>>()
                    .Select(r => new Dictionary<string, object?>(r)
                    {
                        [r.ContainsKey("区划代码") ? "区划代码" : "divisionCode"] = province.Village,
                    }),
            ]);
        }
        var applied = await ApplyAsync(
            officer,
            "people-imports",
            await UploadAsync(officer, "people-imports", errors, format == "csv" ? "text/csv" : Spreadsheet)
        );
        Assert.Equal(1, applied["new"].GetInt32());
        Assert.Equal(
            "=王",
            Assert.Single((await officer.Get(Root + "/people")).Expect(200).Items).GetProperty("name").GetString()
        );
        Assert.Equal(
            1,
            (await UploadAsync(officer, "people-imports", $"姓名,电话,区划代码\n=王,{telephone},{province.Village}\n"))[
                "unchanged"
            ]
                .GetInt32()
        );
    }

    [Fact]
    public async Task The_file_is_sealed_until_the_import_ends_and_then_deleted()
    {
        var (province, officer) = await CountyAsync();
        var job = await UploadAsync(
            officer,
            "people-imports",
            $"姓名,电话,区划代码\n秘密姓名,13911112222,{province.Village}\n"
        );
        var stored = await _service.Database.Find<byte[]>(
            "select content from platform.import_chunks where import_id = @Id",
            new { job.Id }
        );
        Assert.DoesNotContain("13911112222", Encoding.Latin1.GetString(stored!), StringComparison.Ordinal);
        await ApplyAsync(officer, "people-imports", job);
        Assert.Equal(
            0,
            await _service.Database.Find<int>(
                "select count(*)::int from platform.import_chunks where import_id = @Id",
                new { job.Id }
            )
        );
    }

    [Fact]
    public async Task A_person_with_several_posts_is_entered_once_and_a_held_post_stays()
    {
        var (province, officer) = await CountyAsync();
        var file =
            "name,telephone,divisionCode,post,validFrom\n"
            + $"张三,13900000011,{province.Village},执委,2024-01-01\n"
            + $"张三,13900000011,{province.Township},红娘,2024-01-01\n"
            + $"张三,13900000011,{province.Village},执委,2024-01-01\n";
        var applied = await ApplyAsync(
            officer,
            "appointment-imports",
            await UploadAsync(officer, "appointment-imports", file)
        );
        Assert.Equal((2, 1), (applied["new"].GetInt32(), applied["unchanged"].GetInt32()));
        var person = Assert.Single((await officer.Get(Root + "/people")).Expect(200).Items).GetProperty("id").GetGuid();
        Assert.Equal(2, (await officer.Get($"{Root}/people/{person}/appointments")).Expect(200).Items.Count);
        Assert.Equal(2, (await _service.Published<AppointmentStarted>()).Count(e => e.PersonId == person));
        var again = await UploadAsync(officer, "appointment-imports", file);
        Assert.Equal((0, 3), (again["new"].GetInt32(), again["unchanged"].GetInt32()));
    }

    static readonly object Reason = new { reason = "更正后重新上传" };

    const string Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    static byte[] Sheet(params Dictionary<string, object?>[] rows)
    {
        using var file = new MemoryStream();
        file.SaveAs(rows);
        return file.ToArray();
    }

    /// <summary>
    /// A sheet escapes a character with @; programs that write sheets escape the sign itself.
    /// </summary>
    static byte[] Escape(byte[] sheet)
    {
        using var file = new MemoryStream();
        file.Write(sheet);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
            foreach (
                var entry in zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.Ordinal)).ToList()
            )
            {
                using var stream = entry.Open();
                var text = new StreamReader(stream).ReadToEnd().Replace('@', '_');
                stream.SetLength(0);
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        return file.ToArray();
    }

    public static Task<Answer> UploadAsync(Client officer, string imports, string file) =>
        UploadAsync(officer, imports, Encoding.UTF8.GetBytes(file), "text/csv");

    static async Task<Answer> UploadAsync(Client officer, string imports, byte[] file, string mediaType)
    {
        var sent = (
            await officer.Send(
                HttpMethod.Post,
                $"{Root}/{imports}",
                new ByteArrayContent(file) { Headers = { ContentType = new(mediaType) } }
            )
        ).Expect(202);
        return await Eventually.Of(
            () => officer.Get($"{Root}/{imports}/{sent.Id}"),
            a => a.Expect(200)["state"].GetString() is "validated" or "rejected" or "failed",
            "checked"
        );
    }

    public static async Task<Answer> ApplyAsync(Client officer, string imports, Answer job)
    {
        (await officer.Post($"{Root}/{imports}/{job.Id}/apply")).Expect(202);
        var ended = await Eventually.Of(
            () => officer.Get($"{Root}/{imports}/{job.Id}"),
            a => a.Expect(200)["state"].GetString() is "applied" or "rejected" or "failed",
            "applied"
        );
        Assert.True(ended["state"].GetString() == "applied", ended.Text);
        return ended;
    }

    async Task<(Province Province, Client Officer)> CountyAsync()
    {
        var province = await Province.NewAsync(_service);
        return (province, await province.Staff(Post.FederationOfficer, province.County));
    }
}
