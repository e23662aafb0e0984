using System.Net;
using System.Text.Json;

namespace Stories;

/// <summary>
/// The records of a finished run, without ids and times: equal for two runs if nothing is lost or doubled.
/// </summary>
public static class Summary
{
    public static async Task<SortedDictionary<string, string>> ReadAsync(PlatformClient client, StoryIds ids)
    {
        var need = await Get(ids.Member, $"/census/v1/needs/{ids.Need}");
        SortedDictionary<string, string> left = new(StringComparer.Ordinal)
        {
            ["need 需求"] = $"{need["state"].GetString()} {need["outcome"].GetString()}",
            ["need timeline 时间线"] = string.Join(
                " > ",
                need["timeline"].EnumerateArray().Select(t => t.GetProperty("event").GetString())
            ),
            ["needs 需求数"] = (await Get(ids.Mother, "/census/v1/me/needs")).Items.Count.ToString(),
            ["visits 走访"] = (
                await Get(ids.Member, $"/census/v1/visits?householdId={ids.Household}")
            ).Items.Count.ToString(),
            ["certificates 证书"] = (await Get(ids.Mother, "/training/v1/me/certificates")).Items.Count.ToString(),
            ["referrals 推荐"] = string.Join(
                ", ",
                (await Get(ids.Manager, $"/jobs/v1/referrals?postingId={ids.Fitting}")).Items.Select(r =>
                    r.GetProperty("state").GetString()
                )
            ),
        };
        foreach (
            var (who, id) in new[]
            {
                ("executive member 执委", ids.Member),
                ("training officer 培训干部", ids.Planner),
                ("job officer 就业干部", ids.Adviser),
            }
        )
        {
            var points = await Get(ids.Officer, $"/organizations/v1/people/{id}/points");
            left[$"points 积分 {who}"] =
                $"{points["total"]}: "
                + string.Join(
                    ", ",
                    points["entries"]
                        .EnumerateArray()
                        .Select(e => $"{e.GetProperty("kind").GetString()} {e.GetProperty("points")}")
                        .Order()
                );
        }
        left["households 家庭"] = (await All(ids.Member, "/census/v1/households"))
            .Count(h => h.GetProperty("address").GetString()!.Contains(ids.Mark, StringComparison.Ordinal))
            .ToString();
        left["classes 班级"] = (await All(ids.Planner, "/training/v1/classes"))
            .Count(c => c.GetProperty("name").GetString()!.Contains(ids.Mark, StringComparison.Ordinal))
            .ToString();
        return left;

        async Task<Answer> Get(Guid who, string path) => (await client.GetAsync(who, path)).Expect(HttpStatusCode.OK);

        async Task<List<JsonElement>> All(Guid who, string path)
        {
            List<JsonElement> all = [];
            for (string? cursor = null; ; )
            {
                var page = await Get(who, $"{path}?limit=500" + (cursor is null ? "" : $"&cursor={cursor}"));
                all.AddRange(page.Items);
                if (page.Body.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String)
                    cursor = next.GetString();
                else
                    return all;
            }
        }
    }
}
