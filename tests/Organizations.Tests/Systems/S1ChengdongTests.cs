using System.Text;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests.Systems;

/// <summary>
/// S1, Chengdong community of Huanglong county: 17 executive members, each covering the 2 or 3 nearest grids of 300-500
/// people; five levels, 207 people, answer for 2,072 households and 5,926 people; 913 people in the county's linkage.
/// The figures are read back from the records, and the chart hangs on the wall.
/// </summary>
public class S1ChengdongTests(OrganizationsFixture fixture, Chengdong chengdong) : IClassFixture<Chengdong>
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task The_chart_has_the_reported_figures()
    {
        var profile = (await ChartAsync())["profile"];

        Assert.Equal(
            (Chengdong.Households, Chengdong.People, Chengdong.Women, Chengdong.Children),
            (Of("households"), Of("people"), Of("women"), Of("children"))
        );
        Assert.Equal((Chengdong.Grids, Chengdong.Members), (Of("grids"), Of("executiveMembers")));

        int Of(string figure) => profile.GetProperty(figure).GetInt32();
    }

    [Fact]
    public async Task The_linkage_of_five_levels_has_the_reported_people()
    {
        var linkage = (await ChartAsync())["profile"].GetProperty("linkage");
        var county = (await chengdong.Officer.Get($"/organizations/v1/divisions/{chengdong.County}/chart")).Expect(200);

        var levels = linkage.GetProperty("levels").EnumerateArray().Select(l => l.GetProperty("people").GetInt32());
        Assert.Equal((5, Chengdong.Linked), (levels.Count(), levels.Sum()));
        Assert.Equal(
            (Chengdong.Linked, Chengdong.LinkedInCounty),
            (
                linkage.GetProperty("people").GetInt32(),
                county["profile"].GetProperty("linkage").GetProperty("people").GetInt32()
            )
        );
    }

    [Fact]
    public async Task Each_member_covers_two_or_three_grids_and_each_grid_has_a_lead()
    {
        var chart = await ChartAsync();

        var covering = chart["leaders"]
            .EnumerateArray()
            .Concat(chart["deputies"].EnumerateArray())
            .Concat(chart["members"].EnumerateArray())
            .ToList();
        Assert.Equal(Chengdong.Members, covering.Count);
        Assert.All(covering, m => Assert.InRange(m.GetProperty("covers").GetArrayLength(), 2, 3));
        Assert.All(chart["places"].EnumerateArray(), g => Assert.InRange(g.GetProperty("people").GetInt32(), 300, 500));
        Assert.All(chart["places"].EnumerateArray(), g => Assert.NotNull(g.GetProperty("lead").GetString()));
        Assert.Empty(
            (await chengdong.Officer.Get($"/organizations/v1/coverages/breaches?divisionId={chengdong.Id}"))
                .Expect(200)
                .Items
        );
    }

    [Fact]
    public async Task The_chart_masks_telephones_for_a_member_and_not_for_the_officer()
    {
        var member = await chengdong.Province.Staff(Post.ExecutiveMember, chengdong.Province.Village);

        Assert.Equal(
            ("13900000001", "139****0001"),
            (Telephone(await ChartAsync()), Telephone((await member.Get(chengdong.Chart)).Expect(200)))
        );

        static string? Telephone(Answer chart) => chart["leaders"][0].GetProperty("telephone").GetString();
    }

    [Fact]
    public async Task The_audit_names_everybody_on_a_chart_that_is_read()
    {
        await ChartAsync();

        var audited = await _service.Database.Find<int>(
            """
            select max(cardinality(subjects))
            from platform.audit
            where action like 'GET%chart' and caller_id = @Subject
            """,
            new { chengdong.Officer.Subject }
        );
        Assert.True(audited >= Chengdong.Members);
    }

    [Fact]
    public async Task A_chart_of_a_past_day_has_the_members_of_that_day()
    {
        var then = (await chengdong.Officer.Get(chengdong.Chart + "?asOf=2024-06-30")).Expect(200);

        Assert.Equal(0, then["members"].GetArrayLength());
        (await chengdong.Officer.Get(chengdong.Chart + "?asOf=2001-01-01")).Expect(404);
    }

    [Fact]
    public async Task A_chart_in_an_unknown_format_is_refused() =>
        (await chengdong.Officer.Get(chengdong.Chart + "?format=gif")).Refused(400, "PLT-0001", "/format PLT-1003");

    [Fact]
    public async Task A_chart_is_unknown_in_another_county()
    {
        var chair = await chengdong.Province.Staff(Post.Chair, chengdong.Province.OtherCounty);

        (await chair.Get(chengdong.Chart)).Expect(404);
    }

    [Fact]
    public Task The_sheets_of_the_community_can_be_printed() =>
        SheetsAsync(chengdong.Officer, chengdong.Id, "community");

    [Fact]
    public Task The_sheets_of_the_county_can_be_printed() => SheetsAsync(chengdong.Officer, chengdong.County, "county");

    async Task<Answer> ChartAsync() => (await chengdong.Officer.Get(chengdong.Chart)).Expect(200);

    /// <summary>SVG keeps its text; PDF is one A3 page; PNG is a picture of it.</summary>
    static async Task SheetsAsync(Client officer, Guid division, string name)
    {
        var svg = (
            await officer.Send(
                HttpMethod.Get,
                $"/organizations/v1/divisions/{division}/chart",
                null,
                ("Accept", "image/svg+xml")
            )
        ).Expect(200);
        Assert.Equal("image/svg+xml", svg.Headers["Content-Type"]);
        Assert.Contains("妇联网格化责任图", svg.Text, StringComparison.Ordinal);
        Assert.Contains("★", svg.Text, StringComparison.Ordinal);
        var pdf = await officer.Download($"/organizations/v1/divisions/{division}/chart?format=pdf");
        var png = await officer.Download($"/organizations/v1/divisions/{division}/chart?format=png");
        if (Environment.GetEnvironmentVariable("CHARTS_TO") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), png);
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".pdf"), pdf);
            await File.WriteAllTextAsync(Path.Combine(folder, name + ".svg"), svg.Text);
        }
        Assert.Equal("%PDF", Encoding.ASCII.GetString(pdf, 0, 4));
        Assert.Matches(@"MediaBox \[0 0 1190\.\d+ 841\.\d+\]", Encoding.Latin1.GetString(pdf));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal(
            (2_480, 1_754),
            (
                System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
                System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))
            )
        );
    }
}
