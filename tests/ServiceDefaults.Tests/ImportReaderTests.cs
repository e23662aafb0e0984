using System.Text;
using ServiceDefaults.Imports;
using ServiceDefaults.Standards;
using static Testing.TestWorkbook;

namespace ServiceDefaults.Tests;

public class ImportReaderTests
{
    static readonly ImportKind Kind = new(
        "toys",
        [
            new("name", "名称"),
            new("price", "价格", "单价") { Optional = true },
            new("soldOn", "售出日期") { Optional = true },
        ],
        (_, _) => Task.FromResult(new ImportCounts(0, 0, 0)),
        (_, _) => Task.FromResult(new ImportCounts(0, 0, 0))
    )
    {
        MostRows = 1_000,
        Aside = [new("id", "编号")],
    };
    static readonly string[] Header = ["名称", "价格"];
    readonly List<ImportWarning> _warnings = [];

    [Theory]
    [InlineData("<row r=\"2\"><c r=\"XFD2\"><v>1</v></c></row>", "sheet1.xml, cell XFD2")]
    [InlineData("<row r=\"2\"><c r=\"IW2\"/></row>", "sheet1.xml, cell IW2")]
    [InlineData("<row r=\"2\"><c r=\"ZZZZZ2\"><v>1</v></c></row>", "sheet1.xml, cell ZZZZZ2")]
    [InlineData("<row r=\"2\"><c r=\"ZZZZZZZZZZZZZZZZZZZZ2\"><v>1</v></c></row>", "sheet1.xml, cell")]
    [InlineData("<row r=\"2000000000\"><c r=\"A2000000000\"><v>1</v></c></row>", "sheet1.xml, row 2000000000")]
    [InlineData("<row><c r=\"A99999999999999999999\"><v>1</v></c></row>", "sheet1.xml, row")]
    public void A_cell_beyond_the_limits_stops_the_reading_by_its_place(string row, string place)
    {
        var e = Assert.Throws<ImportException>(() => Rows(Write([new("S", Of("S", Header).Data + row)])));
        Assert.Equal("PLT-0065", e.Problem.Code);
        Assert.Contains(place, e.Problem.DoEn, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_shared_texts_are_counted()
    {
        var line = string.Concat(Enumerable.Repeat("<si/>", 1_000));
        var file = Write([Of("S", Header, ["a", "1"])], shared =>
        {
            for (var i = 0; i < 4_001; i++)
                shared.Write(line);
        });
        Assert.Equal("PLT-0065", Assert.Throws<ImportException>(() => Rows(file)).Problem.Code);
    }

    [Theory, InlineData("mergeCell"), InlineData("col")]
    public void Empty_parts_of_a_sheet_are_counted(string element)
    {
        var data = Of("S", Header, ["a", "1"]).Data + string.Concat(Enumerable.Repeat($"<{element}/>", 100_001));
        var e = Assert.Throws<ImportException>(() => Rows(Write([new("S", data)])));
        Assert.Equal("PLT-0065", e.Problem.Code);
    }

    [Fact]
    public void Many_sheets_of_one_part_end_at_the_time_limit()
    {
        var sheet = Of("S", Header, ["a", "1"]);
        var e = Assert.Throws<ImportException>(() =>
            Rows(
                Write(Enumerable.Range(0, 200).Select(i => sheet with { Name = $"S{i}" })),
                pace: new(new Slow(TimeSpan.FromSeconds(0.5)))
            )
        );
        Assert.Equal("PLT-0065", e.Problem.Code);
        Assert.Contains("sheet S", e.Problem.DoEn, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_rows_count_towards_the_limit_of_rows()
    {
        var e = Assert.Throws<ImportException>(() =>
            Rows(Write([new("S", Of("S", Header).Data + "<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>")]))
        );
        Assert.Equal("PLT-0036", e.Problem.Code);
        Assert.Contains("line 1002", e.Problem.DoEn, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_megabytes_that_unpack_to_nine_hundred_are_not_unpacked()
    {
        var line = string.Concat(Enumerable.Repeat("<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>", 1_000));
        var file = Write([Of("S", Header, ["a", "1"])], shared =>
        {
            for (var i = 0; i < 2_100; i++)
                shared.Write(line);
        });
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<ImportException>(() => Rows(file));
        Assert.Equal("PLT-0065", e.Problem.Code);
        Assert.Contains("xl/sharedStrings.xml", e.Problem.DoEn, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory, InlineData("xlsx", "sheet1.xml, row"), InlineData("utf-8", "line")]
    public void A_reading_ends_after_two_minutes_by_its_place(string format, string place)
    {
        string[][] rows = [Header, .. Enumerable.Range(0, 600).Select(i => new[] { $"a{i}", "1" })];
        var file =
            format == "xlsx"
                ? Write([Of("S", rows)])
                : Encoding.UTF8.GetBytes(string.Join('\n', rows.Select(r => string.Join(',', r))));
        var e = Assert.Throws<ImportException>(() =>
            Rows(file, format, pace: new(new Slow(TimeSpan.FromSeconds(place == "line" ? 50 : 12))))
        );
        Assert.Equal("PLT-0065", e.Problem.Code);
        Assert.Contains($"After 2 minutes it was read up to {place}", e.Problem.DoEn, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_session_is_noticed_while_rows_are_read()
    {
        string[][] rows = [Header, .. Enumerable.Range(0, 900).Select(i => new[] { $"a{i}", "1" })];
        var touched = 0;
        var file = Encoding.UTF8.GetBytes(string.Join('\n', rows.Select(r => string.Join(',', r))));
        Assert.Throws<TimeoutException>(() => Rows(file, "utf-8", pace: new(new Slow(TimeSpan.FromSeconds(12)), () =>
                {
                    if (++touched > 1)
                        throw new TimeoutException();
                })));
        Assert.Equal(2, touched);
    }

    public static TheoryData<string> Headings =>
        [
            "价格",
            "价 格",
            "价　格",
            " 价格 ",
            "价格（必填）",
            "价格(选填)",
            "*价格",
            "＊价格",
            "【必填】价格",
            "价格：",
            "价\n格\n（可不填）",
            "ＰＲＩＣＥ",
            "单价",
            "价格（格式：1.50）",
            "价格（必填，以元计）",
            "价格\n（如1.50）",
            "\uFEFF价格",
        ];

    [Theory, MemberData(nameof(Headings))]
    public void A_heading_with_marks_or_spaces_is_recognised(string heading) =>
        Assert.Equal(["a", "1", ""], Assert.Single(Rows(Write([Of("S", ["名称", heading], ["a", "1"])]))).Values);

    [Theory, InlineData("价格（去年）"), InlineData("备注"), InlineData("价"), InlineData("\uD842")]
    public void An_unknown_heading_is_named_and_refused_unless_it_is_to_be_ignored(string heading)
    {
        var file = Encoding.UTF8.GetBytes($"名称,{heading}\na,1\n");
        var e = Assert.Throws<ImportException>(() => Rows(file, "utf-8"));
        Assert.Equal("PLT-0067", e.Problem.Code);
        Assert.Contains(ReadableText.Shown(heading), e.Problem.DoZh, StringComparison.Ordinal);
        Assert.Contains("ignoreUnknownColumns=true", e.Problem.DoZh, StringComparison.Ordinal);
        Assert.Equal(["a", "", ""], Assert.Single(Rows(file, "utf-8", ignore: true)).Values);
        Assert.Equal("ignored-columns", Assert.Single(_warnings).Code);
    }

    [Fact]
    public void Empty_columns_and_columns_of_our_exports_need_no_known_heading()
    {
        var file = "序号,编号,名称,备注,,价格,原因\n1,7,a,,,2,too dear\n"u8.ToArray();
        Assert.Equal(["a", "2", ""], Assert.Single(Rows(file, "utf-8")).Values);
        Assert.Empty(_warnings);
        Assert.False(Assert.Single(Rows("名称,,价格\na,x,2\n"u8.ToArray(), "utf-8")).Intact);
    }

    [Fact]
    public void Two_headings_of_one_column_are_named()
    {
        var e = Assert.Throws<ImportException>(() => Rows("名称,价格,单价\na,1,2\n"u8.ToArray(), "utf-8"));
        Assert.Equal("PLT-0031", e.Problem.Code);
        Assert.StartsWith("重复的列：price (价格)", e.Problem.DoZh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<c t=\"e\"><v>#N/A</v></c>", "#N/A")]
    [InlineData("<c t=\"e\"><f>VLOOKUP(1,A:B,2)</f><v>#REF!</v></c>", "#REF!")]
    [InlineData("<c><f>A1*2</f></c>", "=?")]
    [InlineData("<c><f>A1*2</f><v/></c>", "=?")]
    [InlineData("<c><f>A1*2</f><v></v></c>", "=?")]
    [InlineData("<c t=\"str\"><f>A1</f><v></v></c>", "")]
    [InlineData("<c><f>1*2</f><v>2</v></c>", "2")]
    [InlineData("<c t=\"str\"><f>A1</f><v>x</v></c>", "x")]
    [InlineData("<c t=\"inlineStr\"><is><t>#N/A</t></is></c>", "#N/A")]
    public void A_cell_without_a_result_differs_from_an_empty_one(string cell, string read)
    {
        var row = Assert.Single(Rows(Write([new("S", Of("S", Header).Data + Row(null, Text("a"), cell))])));
        Assert.Equal(read, row.Values[1]);
        Assert.Equal(read is "#N/A" or "#REF!" or "=?", ImportReader.IsError(row.Values[1]));
    }

    [Fact]
    public void The_visible_sheet_that_has_the_header_is_read()
    {
        var file = Write([
            Of("字典", Header, ["hidden", "1"]) with
            {
                State = "hidden",
            },
            Of("深藏", Header, ["hidden", "2"]) with
            {
                State = "veryHidden",
            },
            Of("说明", ["请按表填写"], ["一人一行"]),
            Of("名册", ["二〇二六年名册"], [], ["县", "", "2026"], Header, ["a", "1"], ["b", "2"]),
        ]);
        Assert.Equal(["a", "b"], Rows(file).Select(r => r.Values[0]));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Two_sheets_with_the_header_are_named()
    {
        var e = Assert.Throws<ImportException>(() =>
            Rows(Write([Of("一月", Header, ["a", "1"]), Of("说明", ["x"]), Of("二月", Header, ["b", "1"])]))
        );
        Assert.Equal("PLT-0066", e.Problem.Code);
        Assert.Contains("一月, 二月", e.Problem.DoZh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_below_the_fifth_line_is_not_found()
    {
        var e = Assert.Throws<ImportException>(() =>
            Rows(Write([Of("S", ["1"], ["2"], ["3"], ["4"], ["5"], Header, ["a", "1"])]))
        );
        Assert.Equal("PLT-0031", e.Problem.Code);
    }

    [Fact]
    public void Hidden_rows_are_read_and_named()
    {
        var file = Write([
            new("名册", Of("", Header).Data + Row("r=\"2\"", Text("a")) + Row("r=\"3\" hidden=\"1\"", Text("b"))),
        ]);
        Assert.Equal(["a", "b"], Rows(file).Select(r => r.Values[0]));
        var warning = Assert.Single(_warnings);
        Assert.Equal("hidden-rows", warning.Code);
        Assert.EndsWith("：3", warning.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_end_in_quotes_is_read_as_in_a_workbook()
    {
        var csv = Assert.Single(Rows("县名册\n名称,价格\n\"甲\n乙\",1\n"u8.ToArray(), "utf-8"));
        var xlsx = Assert.Single(Rows(Write([Of("S", ["县名册"], Header, ["甲\n乙", "1"])])));
        Assert.Equal(["甲\n乙", "1", ""], csv.Values);
        Assert.Equal(xlsx.Values, csv.Values);
        Assert.Equal((3, true), (csv.Line, csv.Intact));
    }

    List<ImportRow> Rows(byte[] file, string format = "xlsx", bool ignore = false, ImportPace? pace = null) =>
        [
            .. ImportReader.Read(
                new MemoryStream(file),
                format,
                new(Kind, pace ?? new(TimeProvider.System), ignore, _warnings.Add)
            ),
        ];

    /// <summary>A clock that advances at every read.</summary>
    sealed class Slow(TimeSpan step) : TimeProvider
    {
        long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += step.Ticks / 2;
    }
}
