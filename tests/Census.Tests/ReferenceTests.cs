using Testing;

namespace Census.Tests;

public class ReferenceTests(CensusFixture census)
{
    readonly TestService _service = census.Service;

    [Fact]
    public async Task Code_tables_are_public()
    {
        var tables = (await _service.AsNobody().Get("/census/v1/code-tables"))
            .Expect(200)
            .Items.ToDictionary(t => t.GetProperty("name").GetString()!, t => t.GetProperty("codes"));
        Assert.Equal(58, tables["ethnicity"].GetArrayLength());
        Assert.Equal(
            ("56", "基诺族", "Jino"),
            (
                tables["ethnicity"][55].GetProperty("value").GetString(),
                tables["ethnicity"][55].GetProperty("zh").GetString(),
                tables["ethnicity"][55].GetProperty("en").GetString()
            )
        );
        Assert.Equal(
            ["0", "1", "2", "9"],
            tables["sex"].EnumerateArray().Select(c => c.GetProperty("value").GetString())
        );
        Assert.Contains(tables["category"].EnumerateArray(), c =>
            c.GetProperty("value").GetString() == "left-behind-child" && c.GetProperty("zh").GetString() == "留守儿童"
        );
        Assert.All(tables.Values, t =>
            Assert.Equal(
                t.GetArrayLength(),
                t.EnumerateArray().Select(c => c.GetProperty("value").GetString()).Distinct().Count()
            )
        );
    }

    [Fact]
    public async Task Changes_come_in_commit_order_to_callers_who_may_see_the_rows()
    {
        var (here, elsewhere) = (await County.NewAsync(_service), await County.NewAsync(_service));
        var start = (await here.Member.Get("/census/v1/changes?limit=500")).Expect(200)["cursor"].GetString();
        var made = await here.Register();
        await elsewhere.Register();
        (await here.Member.Patch(made.Path, new { address = "城东街15号" }, "\"v1\"")).Expect(200);
        var changes = (await here.Member.Get($"/census/v1/changes?cursor={start}")).Expect(200);
        Assert.Equal(
            [("households", "i", 1), ("residents", "i", 1), ("households", "u", 2)],
            changes["changes"]
                .EnumerateArray()
                .Select(c =>
                    (
                        c.GetProperty("entity").GetString(),
                        c.GetProperty("kind").GetString(),
                        c.GetProperty("version").GetInt32()
                    )
                )
        );
        Assert.Equal(
            ["address", "version"],
            changes["changes"][2].GetProperty("fields").EnumerateArray().Select(f => f.GetString()!).Order()
        );
        Assert.Empty(
            (await here.Member.Get($"/census/v1/changes?cursor={changes["cursor"].GetString()}"))
                .Expect(200)["changes"]
                .EnumerateArray()
        );
    }

    [Fact]
    public async Task Every_route_declares_its_access_and_refuses_other_callers()
    {
        var id = Guid.CreateVersion7();
        foreach (
            var path in new[]
            {
                "households",
                $"households/{id}",
                $"residents/{id}",
                "visits",
                $"visits/{id}",
                "needs",
                $"needs/{id}",
                "merge-tasks",
                "changes",
            }
        )
        {
            (await _service.AsNobody().Get("/census/v1/" + path)).Expect(401);
            (await _service.AsSomebody().Get("/census/v1/" + path)).Expect(403);
        }
        var document = (await _service.AsNobody().Get("/openapi/census.json")).Expect(200);
        Assert.True(document["paths"].TryGetProperty("/census/v1/needs/{id}/close", out _));
    }
}
