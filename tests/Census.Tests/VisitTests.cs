using Contracts.Census.V1;
using Testing;

namespace Census.Tests;

public class VisitTests(CensusFixture census)
{
    const string Visits = "/census/v1/visits";
    readonly TestService _service = census.Service;

    [Fact]
    public async Task A_visit_is_read_back_listed_and_published()
    {
        var county = await County.NewAsync(_service);
        var (made, other) = (await county.Register(), await county.Register());
        var at = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.FromHours(8));
        if (at > _service.Clock.GetUtcNow())
            at = at.AddYears(-2);
        var id = Guid.CreateVersion7();
        (
            await county.Member.Post(
                Visits,
                new
                {
                    id,
                    householdId = made.Id,
                    kind = "visit",
                    visitedAt = at,
                    diary = "孩子放学后无人照看",
                }
            )
        ).Expect(201);
        (
            await county.Member.Post(
                Visits,
                new
                {
                    householdId = made.Id,
                    kind = "chat",
                    visitedAt = at.AddDays(1),
                    diary = "微信回访",
                }
            )
        ).Expect(201);
        (
            await county.Member.Post(
                Visits,
                new
                {
                    householdId = other.Id,
                    kind = "call",
                    visitedAt = at,
                    diary = "电话问候",
                }
            )
        ).Expect(201);

        var read = (await county.Member.Get($"{Visits}/{id}")).Expect(200);
        Assert.Equal(
            ("孩子放学后无人照看", at, 1L),
            (read["diary"].GetString(), read["visitedAt"].GetDateTimeOffset(), read.Version)
        );
        Assert.Equal(
            ["chat", "visit"],
            (await county.Member.Get($"{Visits}?householdId={made.Id}")).Items.Select(v =>
                v.GetProperty("kind").GetString()
            )
        );
        var first = (await county.Member.Get($"{Visits}?limit=2")).Expect(200);
        var rest = (await county.Member.Get($"{Visits}?limit=2&cursor={first["next"].GetString()}")).Expect(200);
        Assert.Equal(3, first.Items.Concat(rest.Items).Select(v => v.GetProperty("id").GetGuid()).Distinct().Count());
        Assert.Equal(
            new VisitRecorded(id, made.Id, county.VillageKey, "visit", county.Member.Subject, at),
            Assert.Single(await _service.Published<VisitRecorded>(), e => e.VisitId == id)
        );

        var elsewhere = await County.NewAsync(_service);
        (await elsewhere.Member.Get($"{Visits}/{id}")).Expect(404);
        Assert.Empty((await elsewhere.Member.Get($"{Visits}?householdId={made.Id}")).Items);
    }

    [Fact]
    public async Task A_visit_with_bad_fields_is_refused_with_each_named()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        (await county.Member.Post(Visits, new { })).Refused(
            400,
            "PLT-0001",
            "/householdId PLT-1001",
            "/kind PLT-1001",
            "/visitedAt PLT-1001",
            "/diary PLT-1001"
        );
        (
            await county.Member.Post(
                Visits,
                new
                {
                    householdId = made.Id,
                    kind = "dream",
                    visitedAt = "yesterday",
                    diary = new string('长', 4_001),
                }
            )
        ).Refused(400, "PLT-0001", "/kind PLT-1003", "/visitedAt PLT-1006", "/diary PLT-1002");
        (
            await county.Member.Post(
                Visits,
                new
                {
                    householdId = Guid.CreateVersion7(),
                    kind = "visit",
                    visitedAt = _service.Clock.GetUtcNow().AddHours(1),
                    diary = "x",
                }
            )
        ).Refused(400, "PLT-0001", "/householdId PLT-1008", "/visitedAt PLT-1004");
        (
            await county.Member.Post(
                Visits,
                new
                {
                    householdId = made.Id,
                    kind = "visit",
                    visitedAt = "2024-02-30T10:00:00+08:00",
                    diary = "x",
                }
            )
        ).Refused(400, "PLT-0001", "/visitedAt PLT-1006");
        (
            await county.Member.Post(
                Visits,
                new
                {
                    householdId = made.Id,
                    kind = "visit",
                    visitedAt = "2024-02-20T10:00:00",
                    diary = "x",
                }
            )
        ).Refused(400, "PLT-0001", "/visitedAt PLT-1006");
        var id = Guid.CreateVersion7();
        (
            await county.Member.Post(
                Visits,
                new
                {
                    id,
                    householdId = made.Id,
                    kind = "visit",
                    visitedAt = "2024-02-20T10:00:00Z",
                    diary = "x",
                }
            )
        ).Expect(201);
        (
            await county.Member.Post(
                Visits,
                new
                {
                    id,
                    householdId = made.Id,
                    kind = "visit",
                    visitedAt = "2024-02-20T10:00:00Z",
                    diary = "x",
                }
            )
        ).Refused(400, "PLT-0001", "/id PLT-1011");
        (await county.Member.Get(Visits + "?householdId=nonsense")).Refused(400, "PLT-0001", "/householdId PLT-1006");
    }
}
