using System.IO.Compression;
using System.Net;
using System.Text;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

public class ImportFileTests(OrganizationsFixture fixture)
{
    const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    readonly TestService _service = fixture.Service;

    public static TheoryData<string> Forms =>
        [
            "utf-8",
            "utf-8 bom",
            "gb18030",
            "gb18030 bom",
            "tabs",
            "semicolons",
            "crlf and quotes",
            "chinese header",
            "xlsx",
        ];

    [Theory, MemberData(nameof(Forms))]
    public async Task A_table_is_read_in_every_form_that_offices_send(string form)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var province = await Province.UnknownAsync(_service);
        var csv = Province.Csv(province.Rows);
        var gb18030 = Encoding.GetEncoding("GB18030");
        var file = form switch
        {
            "utf-8 bom" => [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(csv)],
            "gb18030" => gb18030.GetBytes(csv.Replace("黄龙", "㙍龙", StringComparison.Ordinal)),
            "gb18030 bom" => gb18030.GetBytes('\uFEFF' + csv),
            "tabs" => Encoding.UTF8.GetBytes(csv.Replace(',', '\t')),
            "semicolons" => Encoding.UTF8.GetBytes(csv.Replace(',', ';')),
            "crlf and quotes" => Encoding.UTF8.GetBytes(
                string.Join(
                    "\r\n",
                    csv.TrimEnd().Split('\n').Select(l => string.Join(',', l.Split(',').Select(c => $"\"{c}\"")))
                )
            ),
            "chinese header" => Encoding.UTF8.GetBytes(Province.Csv(province.Rows, "代码,名称,上级代码,备注")),
            "xlsx" => Spreadsheet(province.Rows),
            _ => Encoding.UTF8.GetBytes(csv),
        };
        var job = await province.Upload(file, form == "xlsx" ? Xlsx : "text/csv");
        Assert.True(job["state"].GetString() == "validated", job.Text);
        Assert.Equal(10, job["new"].GetInt32());
        await province.Apply(job);
        Assert.Equal("城东社区居委会", (await province.Division(province.Village))["name"].GetString());
        if (form == "gb18030")
            Assert.Equal("㙍龙县", (await province.Division(province.County))["name"].GetString());
    }

    public static TheoryData<string, string> Rubbish =>
        new()
        {
            { "empty", "PLT-0032" },
            { "header only", "PLT-0032" },
            { "wrong header", "PLT-0031" },
            { "column twice", "PLT-0031" },
            { "binary", "PLT-0030" },
            { "torn xlsx", "PLT-0030" },
            { "zip without a sheet", "PLT-0030" },
            { "one endless line", "PLT-0030" },
            { "bytes of no encoding", "PLT-0030" },
        };

    [Theory, MemberData(nameof(Rubbish))]
    public async Task Rubbish_is_rejected_as_a_whole_with_one_clear_problem(string kind, string code)
    {
        var province = await Province.UnknownAsync(_service);
        byte[] file = kind switch
        {
            "empty" => [],
            "header only" => "code,name,parentCode\n"u8.ToArray(),
            "wrong header" => Encoding.UTF8.GetBytes("编号,名字\n1,2\n"),
            "column twice" => Encoding.UTF8.GetBytes("code,代码,name,parentCode\n1,2,3,4\n"),
            "binary" => Bytes(600_000, 0, 256),
            "torn xlsx" => Spreadsheet(province.Rows)[..900],
            "zip without a sheet" => Zip(("readme.txt", "no sheet")),
            "one endless line" => [.. "code,name,parentCode\n"u8, .. Enumerable.Repeat((byte)'1', 2_000_000)],
            _ => [.. "code,name,parentCode\n"u8, .. Enumerable.Repeat((byte)0xFF, 100), (byte)'\n'],
        };
        var job = await province.Upload(file, kind.Contains("xlsx", StringComparison.Ordinal) ? Xlsx : "text/csv");
        Assert.Equal("rejected", job["state"].GetString());
        Assert.Equal(code, job["problem"].GetProperty("code").GetString());
        Assert.Empty(await province.Rejections(job));
        if (code != "PLT-0031")
            return;
        Assert.Contains(
            "code (代码), name (名称), parentCode (上级代码)",
            job["problem"].GetProperty("detailZh").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "code (代码), name (名称), parentCode (上级代码)",
            job["problem"].GetProperty("detailEn").GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Five_hundred_megabytes_are_refused_in_time_and_leave_nothing(bool lengthKnown)
    {
        var province = await Province.UnknownAsync(_service);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/organizations/v1/division-imports")
        {
            Content = new Endless(500L << 20, lengthKnown) { Headers = { ContentType = new("text/csv") } },
        };
        request.Headers.Authorization = new(
            "Bearer",
            ServiceDefaults.Auth.Tokens.IssueDevelopmentToken(
                TestService.DevelopmentKey,
                province.Administrator.Subject,
                TimeProvider.System.GetUtcNow(),
                TimeSpan.FromHours(1)
            )
        );
        request.Headers.ExpectContinue = true;
        using var http = new HttpClient { BaseAddress = _service.Http.BaseAddress };
        var before = await _service.Database.Find<long>("select count(*) from platform.import_chunks");
        var peak = GC.GetTotalMemory(true);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("PLT-0009", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalMemory(true) - peak, long.MinValue, 40 << 20);
        Assert.InRange(
            await _service.Database.Find<long>("select count(*) from platform.import_chunks") - before,
            -100,
            5
        );
    }

    [Fact]
    public async Task Only_tables_are_accepted_and_only_from_keepers_of_the_registers()
    {
        var province = await Province.NewAsync(_service);
        var file = Encoding.UTF8.GetBytes(Province.Csv(province.Rows));
        (await province.Send(file, "application/json")).Refused(415, "PLT-0010");
        (await province.Send(file, query: "?effective=2999-01-01")).Refused(400, "PLT-0001", "/effective PLT-1004");
        (await province.Send(file, query: "?effective=yesterday&complete=perhaps")).Refused(
            400,
            "PLT-0002",
            "/effective PLT-1006",
            "/complete PLT-1006"
        );
        (await province.Send(file, by: _service.AsNobody())).Refused(401, "PLT-0003");
        (await province.Send(file, by: _service.AsSomebody())).Refused(403, "PLT-0004");
        (await province.Send(file, by: await province.Staff(Post.Chair, province.County))).Expect(403);
        (await province.Administrator.Get($"/organizations/v1/division-imports/{Guid.NewGuid()}")).Expect(404);
    }

    [Fact]
    public async Task An_officer_imports_in_the_own_area_and_others_do_not_see_it()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var other = await province.Staff(Post.FederationOfficer, province.OtherCounty);
        var mine = (province.Digits + "0101100007", "新村", province.Township);
        var job = await province.Upload(
            Province.Csv([mine, (province.Digits + "0102200207", "别人的村", province.Digits + "0102200000")]),
            officer
        );
        Assert.Equal("rejected", job["state"].GetString());
        Assert.Equal([(3, "outside-area")], await province.Rejections(job));
        (await other.Get($"/organizations/v1/division-imports/{job.Id}")).Refused(404, "PLT-0005");
        (await other.Get($"/organizations/v1/division-imports/{job.Id}/rejections")).Expect(404);
        await province.Apply(await province.Upload(Province.Csv([mine]), officer), officer);
        Assert.Equal("新村", (await province.Division(mine.Item1))["name"].GetString());
    }

    static byte[] Bytes(int count, int from, int to)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(from, to))];
    }

    /// <summary>
    /// The minimum of a workbook that a spreadsheet program reads: codes of up to 12 digits as numbers, names as inline
    /// text.
    /// </summary>
    static byte[] Spreadsheet(List<(string Code, string Name, string Parent)> rows)
    {
        static string Text(string s) => $"<c t=\"inlineStr\"><is><t>{s}</t></is></c>";
        static string Number(string s) => s.Length == 0 ? "<c/>" : $"<c><v>{s}</v></c>";
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            package = "http://schemas.openxmlformats.org/package/2006",
            office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        return Zip(
            (
                "[Content_Types].xml",
                $"<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" "
                    + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default "
                    + "Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
            (
                "_rels/.rels",
                $"<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" "
                    + $"Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
            (
                "xl/workbook.xml",
                $"<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"S\" sheetId=\"1\" "
                    + "r:id=\"r1\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" "
                    + $"Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
            (
                "xl/worksheets/sheet1.xml",
                $"<worksheet xmlns=\"{main}\"><sheetData><row>{Text("代码")}{Text("名称")}{Text("上级代码")}</row>"
                    + string.Concat(rows.Select(r => $"<row>{Number(r.Code)}{Text(r.Name)}{Number(r.Parent)}</row>"))
                    + "</sheetData></worksheet>"
            )
        );
    }

    static byte[] Zip(params (string Name, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
            foreach (var (name, content) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(content);
            }
        return bytes.ToArray();
    }

    /// <summary>Endless rows, as a body of known or unknown length.</summary>
    sealed class Endless(long length, bool lengthKnown) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("code,name,parentCode\n", 3_000)));
            for (var sent = 0L; sent < length; sent += piece.Length)
                await stream.WriteAsync(piece.AsMemory(0, (int)Math.Min(piece.Length, length - sent)));
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return lengthKnown;
        }
    }
}
