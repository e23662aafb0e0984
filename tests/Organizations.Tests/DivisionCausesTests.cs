using System.Text.Json;
using Testing;

namespace Organizations.Tests;

/// <summary>The rejections of a division file: causes first, each with the count of its consequences.</summary>
public class DivisionCausesTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task Few_causes_come_before_their_many_consequences_which_are_counted_with_them()
    {
        var province = await Province.NewAsync(_service);
        var (p, county) = (province.Digits, province.County);
        // Three new townships: one without a name, one missing in the file, one valid except for a village.
        List<string> rows =
        [
            .. Enumerable.Range(1, 30).Select(i => $"{p}0101102{i:000},村{i},{p}0101102000"),
            .. Enumerable.Range(1, 20).Select(i => $"{p}0101103{i:000},村{i},{p}0101103000"),
            $"{p}0101104000,好镇,{county}",
            $"{p}0101104001,,{p}0101104000",
            $"{p}0101102000,,{county}",
            $"{p}0101104002,好村,{p}0101104000",
        ];
        var job = await province.Upload("code,name,parentCode\n" + string.Join('\n', rows) + "\n");
        Assert.Equal(("rejected", 52), (job["state"].GetString(), job["rejected"].GetInt32()));
        var rejections = await All(province, job);
        Assert.Equal(
            [(32, "parent-missing", 19), (53, "name-empty", 0), (54, "name-empty", 30)],
            rejections
                .Take(3)
                .Select(r =>
                    (
                        r.GetProperty("line").GetInt32(),
                        r.GetProperty("rule").GetString()!,
                        r.GetProperty("consequences").GetInt32()
                    )
                )
        );
        Assert.All(rejections.Take(3), r => Assert.Equal(JsonValueKind.Null, r.GetProperty("cause").ValueKind));
        Assert.Equal(
            [.. Enumerable.Repeat(54, 30), .. Enumerable.Repeat(32, 19)],
            rejections.Skip(3).Select(r => r.GetProperty("cause").GetInt32())
        );
    }

    [Fact]
    public async Task A_cycle_is_called_a_cycle_and_is_one_cause()
    {
        var province = await Province.UnknownAsync(_service);
        var (top, p) = (province.Rows[0], province.Digits);
        var job = await province.Upload(
            "code,name,parentCode\n"
                + $"{top.Code},{top.Name},\n{p}0100000000,市辖区,{p}0101000000\n"
                + $"{province.County},黄龙县,{p}0100000000\n{province.Township},石堡镇,{province.Township}\n"
                + $"{p}0102000000,洛川县,{p}0101100000\n"
        );
        var rejections = await All(province, job);
        Assert.Equal(
            [
                (3, "parent-cycle", 1, null),
                (5, "parent-cycle", 0, null),
                (6, "parent-level", 0, null),
                (4, "parent-cycle", 0, 3),
            ],
            rejections.Select(r =>
                (
                    r.GetProperty("line").GetInt32(),
                    r.GetProperty("rule").GetString()!,
                    r.GetProperty("consequences").GetInt32(),
                    r.GetProperty("cause").ValueKind == JsonValueKind.Null
                        ? (int?)null
                        : r.GetProperty("cause").GetInt32()
                )
            )
        );
        Assert.EndsWith(
            $"{p}0100000000 → {p}0101000000 → {p}0100000000",
            rejections[0].GetProperty("reasonZh").GetString(),
            StringComparison.Ordinal
        );
    }

    /// <summary>Reads page by page, so that the order is checked across pages.</summary>
    static async Task<List<JsonElement>> All(Province province, Answer job)
    {
        List<JsonElement> all = [];
        for (var cursor = ""; ; )
        {
            var page = (
                await province.Administrator.Get(
                    $"/organizations/v1/division-imports/{job.Id}/rejections?limit=2{cursor}"
                )
            ).Expect(200);
            all.AddRange(page.Items);
            if (page["next"].ValueKind == JsonValueKind.Null)
                return all;
            cursor = $"&cursor={page["next"].GetString()}";
        }
    }
}
