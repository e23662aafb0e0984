using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts.Census.V1;
using Contracts.Organizations.V1;
using FsCheck;
using FsCheck.Fluent;
using Testing;

namespace Organizations.Tests;

/// <summary>
/// The answer for a past day stays the same after any move, merger or split.
/// </summary>
public class PastDayTests(OrganizationsFixture fixture)
{
    static readonly string[] Villages = ["0101100001", "0101100002", "0102200201", "0102200202"];

    [Fact]
    public async Task Charts_sums_and_breaches_of_a_past_day_stay_the_same_after_any_reorganisation()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        var clock = new FakeClock();
        await using var service = await TestService.StartAsync(fixture.Setup, database, broker.Address, clock);
        // Noon in China: no test runs into the next day.
        clock.Set(new(clock.GetUtcNow().Date.AddDays(1).AddHours(4), TimeSpan.Zero));
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue).ListOf(6)), steps =>
            {
                FollowAsync(service, steps).GetAwaiter().GetResult();
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3));
    }

    [Fact]
    public async Task Lists_of_an_area_on_a_past_day_stay_the_same_after_a_merger()
    {
        await using var database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        await using var broker = await TestBroker.CreateAsync();
        var clock = new FakeClock();
        await using var service = await TestService.StartAsync(fixture.Setup, database, broker.Address, clock);
        var province = await Province.NewAsync(service);
        var (tree, by, township) = (
            new Reorganising(service, province),
            province.Administrator,
            (await province.Division(province.Township)).Id
        );
        foreach (var code in new[] { province.Village, province.Digits + "0101100002" })
        {
            var village = (await province.Division(code)).Id;
            (
                await by.Post(
                    "/organizations/v1/appointments",
                    new
                    {
                        personId = await tree.Person(code),
                        post = Post.ExecutiveMember,
                        divisionId = village,
                    }
                )
            ).Expect(201);
            (
                await by.Post(
                    "/organizations/v1/organizations",
                    new
                    {
                        kind = "department",
                        name = code,
                        divisionId = village,
                    }
                )
            ).Expect(201);
        }
        clock.Move(TimeSpan.FromDays(1));
        await tree.MergeVillages("城关社区居委会");
        clock.Move(TimeSpan.FromDays(30));
        foreach (var list in new[] { "appointments", "organizations" })
        foreach (var ago in new[] { 0, 1, 2, 3, 29, 31 })
        {
            var day = clock.GetUtcNow().AddHours(8).AddDays(-ago).ToString("yyyy-MM-dd", null);
            var there = (await by.Get($"/organizations/v1/{list}?below={township}&asOf={day}")).Expect(200).Items.Count;
            Assert.Equal((list, day, 2), (list, day, there));
        }
    }

    static async Task FollowAsync(TestService service, IReadOnlyList<int> steps)
    {
        var province = await Province.NewAsync(service);
        var tree = new Reorganising(service, province);
        Dictionary<Guid, long> households = [];
        foreach (var code in Villages)
        {
            var village = await province.Division(province.Digits + code);
            var grid = (
                await province.Administrator.Post(
                    "/organizations/v1/divisions",
                    new
                    {
                        parentId = village.Id,
                        kind = "grid",
                        name = "一网格",
                    }
                )
            ).Expect(201);
            var person = await tree.Person(province.Digits + code);
            (
                await province.Administrator.Post(
                    "/organizations/v1/appointments",
                    new
                    {
                        personId = person,
                        post = Post.ExecutiveMember,
                        divisionId = village.Id,
                    }
                )
            ).Expect(201);
            (
                await province.Administrator.Post(
                    "/organizations/v1/coverages",
                    new
                    {
                        personId = person,
                        divisionId = grid.Id,
                        post = Post.ExecutiveMember,
                    }
                )
            ).Expect(201);
            foreach (var (key, residents) in new[] { (village["key"].GetString()!, 3), (grid["key"].GetString()!, 5) })
            {
                var id = Guid.CreateVersion7();
                await Deliver(new HouseholdRegistered(id, key, residents, Guid.CreateVersion7(), 1, 1), id);
            }
        }
        Dictionary<string, string> shown = [];
        foreach (var (i, step) in steps.Index())
        {
            await Show();
            service.Clock.Move(TimeSpan.FromDays(1));
            var random = new Random(step);
            if (
                await tree.AnyRequest(random, i) is ({ } request, _)
                && await tree.Preview(request) is { Status: 201 } previewed
            )
                (await tree.Apply(previewed)).Expect(200);
            var open = await service.Database.Query<string>(
                "select key from divisions where valid_to is null and level >= 5 and code like @like order by key",
                new { like = province.Digits + "%" }
            );
            var some = households.Keys.ElementAt(random.Next(households.Count));
            await Deliver(new HouseholdMoved(some, open[random.Next(open.Count)], []), some);
        }
        await Show();
        foreach (var (path, answer) in shown)
            Assert.Equal(path + answer, path + Plain(await province.Administrator.Get(path)));

        async Task Deliver<T>(T e, Guid household)
            where T : class, Contracts.IEvent =>
            await service.AppliedAsync(
                await service.Others.SendAsync(
                    e,
                    Guid.CreateVersion7(),
                    households[household] = households.GetValueOrDefault(household) + 1,
                    at: service.Clock.GetUtcNow()
                )
            );

        async Task Show()
        {
            var day = DateOnly.FromDateTime(service.Clock.GetUtcNow().AddHours(8).DateTime);
            var there = await service.Database.Query<Guid>(
                "select id from divisions where valid_to is null and code like @like",
                new { like = province.Digits + "%" }
            );
            foreach (
                var path in there.SelectMany(id =>
                    new[]
                    {
                        $"divisions/{id}/chart?",
                        $"appointments/summary?below={id}&",
                        $"coverages/breaches?divisionId={id}&limit=500&",
                    }
                )
            )
            {
                var answer = await province.Administrator.Get($"/organizations/v1/{path}asOf={day:yyyy-MM-dd}");
                shown[answer.Path] = Plain(answer);
                // Above the villages every resident lives in one of the places.
                if (path.Contains("/chart", StringComparison.Ordinal) && answer["level"].GetInt32() < 5)
                    Assert.Equal(
                        (answer.Path, answer["profile"].GetProperty("people").GetInt64()),
                        (answer.Path, answer["places"].EnumerateArray().Sum(p => p.GetProperty("people").GetInt64()))
                    );
            }
        }
    }

    /// <summary>Sorts the lists, because moved rows come after the others.</summary>
    static string Plain(Answer answer)
    {
        var node = JsonNode.Parse(answer.Expect(200).Text)!.AsObject();
        foreach (var list in node.Select(n => n.Key).Where(k => node[k] is JsonArray).ToList())
            node[list] = new JsonArray([
                .. node[list]!
                    .AsArray()
                    .Select(n => n!.DeepClone())
                    .OrderBy(n => n.ToJsonString(), StringComparer.Ordinal),
            ]);
        return node.ToJsonString(new JsonSerializerOptions(JsonSerializerDefaults.Web));
    }
}
