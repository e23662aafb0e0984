using System.Text;
using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Drawing;
using SkiaSharp;
using Testing;

namespace Organizations.Tests;

/// <summary>Photos on the responsibility chart, and the chart on a machine without Chinese fonts.</summary>
public class ChartPhotoTests(OrganizationsFixture fixture)
{
    const string Root = "/organizations/v1";
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task Photos_are_drawn_in_their_frames_and_an_invalid_picture_gives_a_figure()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var chart = $"{Root}/divisions/{(await province.Division(province.Village)).Id}/chart";
        byte[] green = Picture(600, 400, SKEncodedImageFormat.Png, SKColors.Lime, SKColors.Lime),
            blue = Picture(300, 900, SKEncodedImageFormat.Jpeg, SKColors.Blue, SKColors.Blue);
        byte[]?[] photos =
        [
            green,
            blue,
            [0xFF, 0xD8, 0xFF, 0xE0, .. Enumerable.Repeat((byte)7, 3_000), 0xFF, 0xD9],
            [.. green[..^30], .. "IEND"u8],
            null,
        ];
        List<Guid> people = [];
        foreach (var (i, photo) in photos.Index())
            people.Add(
                await MemberAsync(province, officer, $"执委{i + 1}", i == 0 ? Post.Chair : Post.ExecutiveMember, photo)
            );

        var read = (await officer.Get(chart)).Expect(200);
        var members = read["leaders"]
            .EnumerateArray()
            .Concat(read["members"].EnumerateArray())
            .ToDictionary(m => m.GetProperty("id").GetGuid());
        Assert.Equal(
            [true, true, true, true, false],
            people.Select(p => members[p].GetProperty("hasPhoto").GetBoolean())
        );
        Assert.Null(members[people[4]].GetProperty("photo").GetString());
        Assert.Equal(green, await officer.Download(members[people[0]].GetProperty("photo").GetString()!));
        var seen = (await (await province.Staff(Post.ExecutiveMember, province.Village)).Get(chart)).Expect(200)[
            "leaders"
        ][0];
        Assert.Equal((true, null), (seen.GetProperty("hasPhoto").GetBoolean(), seen.GetProperty("photo").GetString()));

        var svg = (await officer.Get(chart + "?format=svg")).Expect(200).Text;
        Assert.Equal((2, 3), (Count(svg, "href=\"data:image/jpeg;base64,"), Count(svg, "<circle")));
        var pdf = Encoding.Latin1.GetString(await officer.Download(chart + "?format=pdf"));
        Assert.Equal(2, Count(pdf, "/Subtype /Image"));
        var png = await officer.Download(chart + "?format=png");
        if (Environment.GetEnvironmentVariable("CHARTS_TO") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, "photos.png"), png);
        using var sheet = SKBitmap.Decode(png);
        var (greens, blues) = (
            Where(sheet, (r, g, b) => r < 60 && g > 200 && b < 60),
            Where(sheet, (r, g, b) => r < 60 && g < 60 && b > 200)
        );
        // Each fills a frame of three by four, and no more.
        Assert.All([greens, blues], f => Assert.InRange(f.Width / (double)f.Height, 0.72, 0.78));
        Assert.False(greens.IntersectsWith(blues));
        Assert.True(greens.Height > 100 && greens.Bottom < blues.Top);
    }

    [Fact]
    public async Task Grids_and_micro_grids_are_counted_apart_and_the_chart_shows_group_leaders()
    {
        var province = await Province.NewAsync(_service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var (village, township) = (
            await province.Division(province.Village),
            await province.Division(province.Township)
        );
        async Task<Guid> DivisionAsync(Guid parentId, string kind) => (
                await officer.Post(
                    Root + "/divisions",
                    new
                    {
                        parentId,
                        kind,
                        name = kind,
                    }
                )
            ).Expect(201).Id;
        var grid = await DivisionAsync(village.Id, "grid");
        await DivisionAsync(village.Id, "grid");
        List<Guid> micro =
        [
            await DivisionAsync(grid, "micro-grid"),
            await DivisionAsync(grid, "micro-grid"),
            await DivisionAsync(grid, "micro-grid"),
        ];
        var leader = (await officer.Post(Root + "/people", new { name = "王组长", sex = "2" })).Expect(201).Id;
        (
            await officer.Post(
                Root + "/appointments",
                new
                {
                    personId = leader,
                    post = Post.GroupLeader,
                    divisionId = micro[0],
                }
            )
        ).Expect(201);

        var above = (await officer.Get($"{Root}/divisions/{township.Id}/chart")).Expect(200);
        var card = above["places"].EnumerateArray().Single(p => p.GetProperty("id").GetGuid() == village.Id);
        foreach (var (name, count) in new[] { ("grids", 2), ("microGrids", 3) })
            Assert.Equal(
                (count, count),
                (above["profile"].GetProperty(name).GetInt32(), card.GetProperty(name).GetInt32())
            );
        Assert.Equal(1, card.GetProperty("groups").GetInt32());
        var sheet = (await officer.Get($"{Root}/divisions/{township.Id}/chart?format=svg")).Expect(200).Text;
        Assert.Contains("网格 2  微网格 3", sheet, StringComparison.Ordinal);
        Assert.Contains("小组长 1", sheet, StringComparison.Ordinal);

        var own = (await officer.Get($"{Root}/divisions/{village.Id}/chart")).Expect(200);
        var member = Assert.Single(own["members"].EnumerateArray());
        Assert.Equal(
            (leader, Post.GroupLeader),
            (member.GetProperty("id").GetGuid(), member.GetProperty("post").GetString())
        );
        Assert.Contains(
            "王组长",
            (await officer.Get($"{Root}/divisions/{village.Id}/chart?format=svg")).Expect(200).Text,
            StringComparison.Ordinal
        );
        var inside = (await officer.Get($"{Root}/divisions/{grid}/chart")).Expect(200)["places"].EnumerateArray();
        Assert.Equal(
            ["王组长"],
            inside
                .Single(p => p.GetProperty("id").GetGuid() == micro[0])
                .GetProperty("groupLeaders")
                .EnumerateArray()
                .Select(n => n.GetString()!)
        );
    }

    [Fact]
    public void A_picture_is_cropped_to_the_frame_and_upright()
    {
        // A telephone stores an upright picture rotated, with a note of the rotation.
        var lying = Picture(400, 300, SKEncodedImageFormat.Jpeg, SKColors.Red, SKColors.Blue);
        byte[] held =
        [
            0xFF,
            0xE1,
            0,
            34,
            .. "Exif\0\0MM"u8,
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            18,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        using (var upright = SKBitmap.Decode(Portrait.Of([.. lying[..2], .. held, .. lying[2..]])!))
        {
            Assert.Equal((240, 320), (upright.Width, upright.Height));
            Assert.True(upright.GetPixel(120, 40).Red > 200 && upright.GetPixel(120, 280).Blue > 200);
        }
        using (var asItLies = SKBitmap.Decode(Portrait.Of(lying)!))
            Assert.True(asItLies.GetPixel(30, 160).Red > 200 && asItLies.GetPixel(210, 160).Blue > 200);
        Assert.Null(Portrait.Of([]));
        Assert.Null(Portrait.Of(lying[..(lying.Length / 2)]));
        Assert.Null(Portrait.Of(Picture(6_000, 2_001, SKEncodedImageFormat.Png, SKColors.White, SKColors.White)));
    }

    [Fact]
    public void A_character_missing_in_the_first_font_is_drawn_with_the_next_that_has_it()
    {
        var font = ChineseFont.Find(null)!;
        var old = char.ConvertFromUtf32(0x10300);
        var runs = font.Runs($"王{old}丽𫰡").ToList();
        Assert.Equal($"王{old}丽𫰡", string.Concat(runs.Select(r => r.Text)));
        Assert.All(runs.SelectMany(r => r.Text.EnumerateRunes().Select(rune => (r.Font, Rune: rune))), r =>
            Assert.True(r.Font.ContainsGlyph(r.Rune.Value) || font.Runs($"{r.Rune}").Single().Font == runs[0].Font)
        );
        // The letter is in a font beside the Chinese one, on every machine with Debian's usual fonts.
        if (Directory.Exists("/usr/share/fonts/truetype/dejavu"))
            Assert.NotEqual(runs[0].Font, runs[1].Font);
    }

    [Theory]
    [InlineData("𫰡")]
    [InlineData("𮧵")]
    [InlineData("𠮷")]
    [InlineData("䶮")]
    public void A_rare_character_of_a_name_is_drawn_and_is_no_box(string character) =>
        Assert.True(
            ChineseFont.Find(null)!.Runs($"王{character}").Last() is { Text: var text, Font: var font }
                && text.EndsWith(character, StringComparison.Ordinal)
                && font.ContainsGlyphs(text)
        );

    [Fact]
    public void The_text_of_a_pdf_is_the_text_of_the_chart()
    {
        var font = ChineseFont.Find(null)!;
        var pdf = ChartCanvas.Pdf(
            [new ChartText(new(10, 10, 200, 20), 25, 12, "金海社区 女 长", "#000000")],
            [],
            "图",
            font
        );
        var text = Streams(pdf);
        // Each character is named by the font's table; a glyph shared with a radical is named by the text itself.
        foreach (var rune in "金海社区女长".EnumerateRunes())
            Assert.True(
                text.Contains($"FEFF{rune.Value:X4}", StringComparison.OrdinalIgnoreCase)
                    || text.Contains($"<{rune.Value:X4}>", StringComparison.OrdinalIgnoreCase),
                $"{rune} is named otherwise"
            );
    }

    /// <summary>The contents of a PDF's compressed streams.</summary>
    static string Streams(byte[] pdf)
    {
        var (all, text) = (new StringBuilder(), Encoding.Latin1.GetString(pdf));
        for (var at = 0; (at = text.IndexOf("stream\n", at, StringComparison.Ordinal)) >= 0; at += 7)
            try
            {
                using var plain = new System.IO.Compression.ZLibStream(
                    new MemoryStream(pdf, at + 7, pdf.Length - at - 7),
                    System.IO.Compression.CompressionMode.Decompress
                );
                using var reader = new StreamReader(plain, Encoding.Latin1);
                all.Append(reader.ReadToEnd());
            }
            catch (InvalidDataException)
            { /* a stream of another kind
                */
            }
        return all.ToString();
    }

    [Fact]
    public async Task Without_a_Chinese_font_there_is_no_pdf_and_no_png_but_all_else()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        await using var service = await TestService.StartAsync(
            fixture.Setup with
            {
                Settings = new Dictionary<string, string?> { ["Charts:Font"] = "/nowhere/none.ttf" },
            },
            database,
            broker.Address
        );
        var province = await Province.NewAsync(service);
        var officer = await province.Staff(Post.FederationOfficer, province.County);
        var chart = $"{Root}/divisions/{(await province.Division(province.Village)).Id}/chart";
        var problem = (await officer.Get(chart + "?format=pdf")).Refused(Problems.NoChineseFont.Status, "ORG-0320");
        Assert.DoesNotContain("nowhere", problem.Text, StringComparison.Ordinal);
        (await officer.Get(chart + "?format=png")).Refused(503, "ORG-0320");
        Assert.Contains(
            "妇联网格化责任图",
            (await officer.Get(chart + "?format=svg")).Expect(200).Text,
            StringComparison.Ordinal
        );
        (await officer.Get(chart)).Expect(200);
    }

    static async Task<Guid> MemberAsync(Province province, Client officer, string name, string post, byte[]? photo)
    {
        var person = (await officer.Post(Root + "/people", new { name, sex = "2" })).Expect(201);
        (
            await officer.Post(
                Root + "/appointments",
                new
                {
                    personId = person.Id,
                    post,
                    divisionId = (await province.Division(province.Village)).Id,
                }
            )
        ).Expect(201);
        if (photo is not null)
            (
                await officer.Send(
                    HttpMethod.Put,
                    $"{person.Headers["Location"]}/photo",
                    new ByteArrayContent(photo),
                    ("If-Match", "\"v1\"")
                )
            ).Expect(200);
        return person.Id;
    }

    /// <summary>The left half of one colour, the right half of the other.</summary>
    static byte[] Picture(int width, int height, SKEncodedImageFormat format, SKColor left, SKColor right)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(left);
        bitmap.Erase(right, new(width / 2, 0, width, height));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>The rectangle around all pixels of a colour.</summary>
    static SKRectI Where(SKBitmap sheet, Func<int, int, int, bool> of)
    {
        var found = SKRectI.Empty;
        var pixels = sheet.Pixels;
        for (var i = 0; i < pixels.Length; i++)
        {
            if (!of(pixels[i].Red, pixels[i].Green, pixels[i].Blue))
                continue;
            var at = SKRectI.Create(i % sheet.Width, i / sheet.Width, 1, 1);
            found = found.IsEmpty ? at : SKRectI.Union(found, at);
        }
        return found;
    }

    static int Count(string text, string part) => text.Split(part).Length - 1;
}
