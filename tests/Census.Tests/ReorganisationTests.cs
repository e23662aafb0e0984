using Contracts;
using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Census.Tests;

/// <summary>
/// Organizations splits, merges and moves divisions; households and all rows about them follow.
/// </summary>
public class ReorganisationTests(CensusFixture fixture)
{
    static readonly DateOnly Since = new(2023, 6, 30);
    static long s_version = 100;
    readonly TestService _service = fixture.Service;

    Task<string?> KeyOf(string table, Guid household) =>
        _service.Database.Find<string>(
            $"select string_agg(distinct scope_key, ',') from {table} "
                + $"where {(table == "households" ? "id" : "household_id")} = @household",
            new { household }
        );

    static DivisionsReorganised Reorganised(
        IReadOnlyList<KeyMove> moves,
        IReadOnlyList<Area> areas,
        IReadOnlyList<HouseholdPlacement>? placements = null,
        IReadOnlyList<KeyMove>? rest = null
    ) => new(Guid.CreateVersion7(), Interlocked.Increment(ref s_version), moves, areas, placements, rest);

    [Fact]
    public async Task A_split_grid_takes_each_household_to_its_half_with_visits_and_needs()
    {
        var county = await County.NewAsync(_service);
        var (today, key) = (DateOnly.FromDateTime(_service.Clock.GetUtcNow().DateTime), county.VillageKey + "0007");
        Area Grid(Guid id, string at, string name, DateOnly? to = null) =>
            new(id, county.Village, at, "610000000000001", name, 6, Since, to);
        var (grid, east, west) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await _service.Deliver(new DivisionsPublished(Guid.CreateVersion7(), 1, 1, 1, [Grid(grid, key, "一网格")]));
        async Task<Registered> Register() =>
            Registered.Of(
                (
                    await county.Member.Post("/census/v1/households", county.Household() with { DivisionId = grid })
                ).Expect(201)
            );
        var (one, two) = (await Register(), await Register());
        var visit = (await county.Visit(one.Id)).Expect(201);
        (
            await county.Member.Post(
                "/census/v1/needs",
                new
                {
                    residentId = one.Residents[0],
                    kind = "work",
                    hours = Array.Empty<object>(),
                    skills = new[] { "childcare" },
                    consent = true,
                }
            )
        ).ExpectOk();
        var (ofGrid, ofEast, ofWest) = (
            await county.Staff(Post.GridMember, key),
            await county.Staff(Post.GridMember, key + "0001"),
            await county.Staff(Post.GridMember, key + "0002")
        );

        await _service.Deliver(
            Reorganised(
                [],
                [
                    Grid(east, key + "0001", "东网格"),
                    Grid(west, key + "0002", "西网格"),
                    Grid(grid, key, "一网格", today),
                ],
                [new(one.Id, key + "0001")],
                [new(key, key + "0002")]
            )
        );
        foreach (
            var table in new[]
            {
                "households",
                "residents",
                "household_categories",
                "household_grams",
                "visits",
                "needs",
                "need_timeline",
            }
        )
            Assert.Equal((table, key + "0001"), (table, await KeyOf(table, one.Id)));
        Assert.Equal(key + "0002", await KeyOf("households", two.Id));
        (await ofEast.Get(visit.Headers["Location"])).Expect(200);
        async Task<(int, int)> Seen(Client who) => ((await who.Get(one.Path)).Status, (await who.Get(two.Path)).Status);
        Assert.Equal(
            ((200, 200), (200, 404), (404, 200)),
            (await Seen(ofGrid), await Seen(ofEast), await Seen(ofWest))
        );
        Assert.Equal(east, (await ofEast.Get(one.Path))["divisionId"].GetGuid());
        var moved = (await _service.Published<HouseholdMoved>())
            .Where(m => m.HouseholdId == one.Id || m.HouseholdId == two.Id)
            .ToList();
        Assert.Equal(
            [(one.Id, key + "0001"), (two.Id, key + "0002")],
            moved.Select(m => (m.HouseholdId, m.ScopeKey)).OrderBy(m => m.ScopeKey)
        );
        Assert.Equal(one.Residents, moved.Single(m => m.HouseholdId == one.Id).PersonIds);

        // Undo: one household goes back by placement, the other with its half.
        await _service.Deliver(
            Reorganised(
                [new(key + "0001", key), new(key + "0002", key)],
                [
                    Grid(east, key + "0001", "东网格", Since),
                    Grid(west, key + "0002", "西网格", Since),
                    Grid(grid, key, "一网格"),
                ],
                [new(one.Id, key)]
            )
        );
        Assert.Equal(
            (key, key, key),
            (await KeyOf("households", one.Id), await KeyOf("needs", one.Id), await KeyOf("households", two.Id))
        );
        Assert.Equal(
            (grid, grid),
            ((await ofGrid.Get(one.Path))["divisionId"].GetGuid(), (await ofGrid.Get(two.Path))["divisionId"].GetGuid())
        );
    }

    [Fact]
    public async Task A_household_moved_before_the_split_arrives_stays_at_its_new_place()
    {
        var county = await County.NewAsync(_service);
        var (today, key) = (DateOnly.FromDateTime(_service.Clock.GetUtcNow().DateTime), county.VillageKey + "0006");
        Area Grid(Guid id, string at, DateOnly? to = null) =>
            new(id, county.Village, at, "610000000000002", "网格", 6, Since, to);
        var (grid, below, east) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await _service.Deliver(
            new DivisionsPublished(Guid.CreateVersion7(), 1, 1, 1, [Grid(grid, key), Grid(below, key + "0007")])
        );
        async Task<Registered> Register() =>
            Registered.Of(
                (
                    await county.Member.Post("/census/v1/households", county.Household() with { DivisionId = grid })
                ).Expect(201)
            );
        var (stays, away, down) = (await Register(), await Register(), await Register());
        async Task Move(Registered h, Guid to) =>
            (
                await county.Member.Send(
                    HttpMethod.Post,
                    h.Path + "/move",
                    new { divisionId = to },
                    ("Idempotency-Key", Guid.NewGuid().ToString()),
                    ("If-Match", (await county.Member.Get(h.Path)).ETag)
                )
            ).Expect(200);
        await Move(away, county.Village);
        await Move(down, below);
        await _service.Deliver(
            Reorganised(
                [],
                [Grid(east, key + "0001"), Grid(grid, key, today)],
                [.. new[] { stays, away, down }.Select(h => new HouseholdPlacement(h.Id, key + "0001", key))]
            )
        );
        Assert.Equal(
            (key + "0001", county.VillageKey, key + "0007"),
            (
                await KeyOf("households", stays.Id),
                await KeyOf("households", away.Id),
                await KeyOf("households", down.Id)
            )
        );
    }

    [Fact]
    public async Task Merged_villages_give_their_households_the_id_of_the_new_village()
    {
        var county = await County.NewAsync(_service);
        var today = DateOnly.FromDateTime(_service.Clock.GetUtcNow().DateTime);
        var household = await county.Register();
        var (merged, key) = (Guid.CreateVersion7(), county.Key + "00010009");
        Area Village(Guid id, string at, DateOnly? to = null) =>
            new(id, null, at, "610000100009", "城关社区", 5, Since, to);
        await _service.Deliver(
            Reorganised(
                [new(county.VillageKey, key + "0000"), new(county.OtherVillageKey, key + "0001")],
                [
                    Village(merged, key),
                    Village(county.Village, key + "0000", today),
                    Village(county.OtherVillage, key + "0001", today),
                ]
            )
        );
        Assert.Equal(
            (merged, "城关社区"),
            (
                (await county.Member.Get(household.Path)).Expect(200)["divisionId"].GetGuid(),
                (await county.Member.Get(household.Path))["division"].GetString()
            )
        );
        (await (await county.Staff(Post.GridMember, key + "0001")).Get(household.Path)).Expect(404);
        (await (await county.Staff(Post.GridMember, key)).Get(household.Path)).Expect(200);
        // A registration in the old village is refused.
        (await county.Member.Post("/census/v1/households", county.Household())).Refused(
            400,
            "PLT-0001",
            "/divisionId PLT-1008"
        );
    }

    [Fact]
    public async Task A_household_is_moved_by_a_caller_who_sees_both_places()
    {
        var county = await County.NewAsync(_service);
        var household = await county.Register();
        var path = household.Path + "/move";
        Task<Answer> Move(Client by, Guid to, string? etag) =>
            by.Send(
                HttpMethod.Post,
                path,
                new { divisionId = to },
                ("Idempotency-Key", Guid.NewGuid().ToString()),
                ("If-Match", etag)
            );
        (await Move(county.Member, county.OtherVillage, "\"v1\"")).Refused(400, "PLT-0001", "/divisionId PLT-1008");
        var chair = await county.Staff(Post.Chair, county.Key);
        (await Move(chair, county.OtherVillage, null)).Expect(428);
        (await Move(chair, county.OtherVillage, "\"v7\"")).Expect(412);
        (await Move(chair, county.Id, "\"v1\"")).Refused(400, "PLT-0001", "/divisionId CEN-1008");
        Assert.Equal(county.VillageKey, await KeyOf("residents", household.Id));
        // A caller who only covers the household may not see the destination.
        var covering = await _service.Holder(Post.ExecutiveMember, county.OtherVillageKey);
        await _service.Grant(covering.Subject, Post.ExecutiveMember, resource: household.Id);
        (await Move(covering, county.OtherVillage, "\"v1\"")).Expect(404);

        var moved = (await Move(chair, county.OtherVillage, "\"v1\"")).Expect(200);
        Assert.Equal(2, moved["version"].GetInt64());
        Assert.Equal(county.OtherVillageKey, await KeyOf("residents", household.Id));
        (await county.Member.Get(household.Path)).Expect(404);
        Assert.Equal(county.OtherVillage, (await chair.Get(household.Path)).Expect(200)["divisionId"].GetGuid());
        Assert.Equal(
            household.Residents,
            Assert.Single(await _service.Published<HouseholdMoved>(), m => m.HouseholdId == household.Id).PersonIds
        );
    }
}
