using ServiceDefaults.Auth;
using Stories;
using Testing;

namespace Benchmarks;

/// <summary>
/// Requests of one person through the gateway with a browser's cookie, and with a bearer token: a record, and a
/// document that needs no database, so that the gateway is most of the work.
/// </summary>
static class CookieBench
{
    const int Rounds = 7,
        Officer = 3;
    static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        await using WholePlatform platform = new();
        await platform.StartAsync(Binaries.Present, FromVisitToJob.Administrator);
        using (PlatformClient client = new(platform.Gateway, 2, TimeProvider.System))
        {
            await new Divisions(client, TextWriter.Null, TimeProvider.System).LoadShippedAsync();
            await new DemonstrationPeople(client, TextWriter.Null, TimeProvider.System).LoadAsync();
        }
        var person = DemonstrationPeople.Id(Officer);
        using Browser browser = new();
        await browser.ChooseAsync(platform.Gateway, person, CancellationToken.None);
        var cookie = $"Cookie: __Host-session={browser.Cookie(platform.Gateway, "__Host-session")}";
        var token = Tokens.IssueDevelopmentToken(
            platform.DevelopmentKey,
            person,
            TimeProvider.System.GetUtcNow(),
            TimeSpan.FromHours(1)
        );
        List<Row> rows = [];
        foreach (
            var (name, path) in new[]
            {
                ("a person", $"/organizations/v1/people/{person}"),
                ("a document", "/openapi/jobs.problems.json"),
            }
        )
        {
            Uri target = new(platform.Gateway, path);
            var comparison = await Comparison.RunAsync(
                "cookies: " + name,
                Rounds,
                new Side("cookie", async _ => [(await new Load(target, [cookie]).FastAsync(Duration)).Rate]),
                new Side("token", async _ =>
                    [(await new Load(target, ["Authorization: Bearer " + token]).FastAsync(Duration)).Rate]
                )
            );
            rows.Add(
                Row.Of(
                    $"cookie: {name}, bearer token",
                    "requests/s",
                    comparison["cookie"],
                    comparison["token"],
                    ">= 0.85"
                )
            );
        }
        return rows;
    }
}
