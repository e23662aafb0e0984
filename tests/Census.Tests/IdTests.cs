using Contracts.Jobs.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Census.Tests;

/// <summary>Ids given by the client: a new id is kept, an id that exists in Census is refused.</summary>
public class IdTests(CensusFixture fixture)
{
    const string Households = "/census/v1/households",
        Visits = "/census/v1/visits",
        Needs = "/census/v1/needs";
    readonly TestService _service = fixture.Service;

    static object Visit(Guid household, Guid? id = null) =>
        new
        {
            id,
            householdId = household,
            kind = "visit",
            visitedAt = "2024-02-20T10:00:00Z",
            diary = "x",
        };

    static object Need(Guid resident, Guid? id = null) =>
        new
        {
            id,
            residentId = resident,
            kind = "work",
            consent = true,
        };

    static object Household(County county, Guid? id, params Resident[] residents) =>
        new
        {
            id,
            divisionId = county.Village,
            address = "城东街12号",
            type = "family",
            residents = residents.Length == 0 ? [Resident.New()] : residents,
        };

    [Fact]
    public async Task An_id_of_a_record_of_another_kind_is_refused()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        var need = (await county.Member.Post(Needs, Need(made.Residents[0]))).Expect(201).Id;
        var visit = (await county.Member.Post(Visits, Visit(made.Id))).Expect(201).Id;
        var placement = Guid.CreateVersion7();
        await _service.Deliver(
            new PlacementStarted(
                placement,
                made.Residents[0],
                need,
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                new(2024, 2, 1)
            )
        );
        var other = (await county.Register()).Residents[0];
        foreach (var id in new[] { made.Id, made.Residents[0], need, visit, placement, county.Village, county.Id })
        {
            (await county.Member.Post(Visits, Visit(made.Id, id))).Refused(400, "PLT-0001", "/id PLT-1011");
            (await county.Member.Post(Needs, Need(other, id))).Refused(400, "PLT-0001", "/id PLT-1011");
            (await county.Member.Post(Households, Household(county, id))).Refused(400, "PLT-0001", "/id PLT-1011");
            (await county.Member.Post(Households, Household(county, null, Resident.New() with { Id = id }))).Refused(
                400,
                "PLT-0001",
                "/residents/0/id PLT-1011"
            );
        }
        Assert.Equal(
            1,
            await _service.Database.Find<int>(
                "select count(distinct stream)::int from platform.events where aggregate_id = @need",
                new { need }
            )
        );
        (await county.Member.Get($"{Needs}/{need}")).Expect(200);
    }

    [Fact]
    public async Task An_id_of_a_member_of_staff_is_refused_for_a_resident()
    {
        var (here, elsewhere) = (await County.NewAsync(_service), await County.NewAsync(_service));
        var appointed = Guid.CreateVersion7();
        await _service.Deliver(
            new AppointmentStarted(
                Guid.CreateVersion7(),
                appointed,
                Post.GridMember,
                elsewhere.VillageKey,
                null,
                _service.Clock.GetUtcNow().AddDays(-1)
            )
        );
        foreach (var person in new[] { elsewhere.Member.Subject, appointed, here.Member.Subject })
        {
            (
                await here.Member.Post(
                    Households,
                    here.Household(Resident.New() with { Id = person }, Resident.New(relation: "1"))
                )
            ).Refused(400, "PLT-0001", "/residents/0/id PLT-1011");
            (await _service.As(person).Get("/census/v1/me/resident")).Expect(404);
        }
    }

    [Fact]
    public async Task A_new_id_given_by_the_client_is_kept()
    {
        var county = await County.NewAsync(_service);
        var (household, resident, visit, need) = (
            Guid.CreateVersion7(),
            Guid.NewGuid(),
            Guid.CreateVersion7(),
            Guid.NewGuid()
        );
        var made = (
            await county.Member.Post(Households, Household(county, household, Resident.New() with { Id = resident }))
        ).Expect(201);
        Assert.Equal((household, resident), (made.Id, made["residents"][0].GetProperty("id").GetGuid()));
        Assert.Equal(visit, (await county.Member.Post(Visits, Visit(household, visit))).Expect(201).Id);
        Assert.Equal(need, (await county.Member.Post(Needs, Need(resident, need))).Expect(201).Id);
    }

    [Fact]
    public async Task One_id_given_to_several_records_at_once_is_taken_once()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        for (var round = 0; round < 5; round++)
        {
            var id = Guid.CreateVersion7();
            var answers = await Task.WhenAll(
                county.Member.Post(Visits, Visit(made.Id, id)),
                county.Member.Post(Households, Household(county, id)),
                county.Member.Post(Households, Household(county, null, Resident.New() with { Id = id })),
                county.Member.Post(Visits, Visit(made.Id, id))
            );
            Assert.Equal([201, 400, 400, 400], answers.Select(a => a.Status).Order());
        }
    }

    [Fact]
    public async Task A_resident_with_the_households_id_is_refused()
    {
        var (county, id) = (await County.NewAsync(_service), Guid.CreateVersion7());
        (await county.Member.Post(Households, Household(county, id, Resident.New() with { Id = id }))).Refused(
            400,
            "PLT-0001",
            "/residents/0/id PLT-1010"
        );
    }

    [Fact]
    public async Task The_nil_id_is_refused()
    {
        var county = await County.NewAsync(_service);
        var made = await county.Register();
        (await county.Member.Post(Visits, Visit(made.Id, Guid.Empty))).Refused(400, "PLT-0001", "/id PLT-1006");
        (await county.Member.Post(Visits, Visit(Guid.Empty))).Refused(400, "PLT-0001", "/householdId PLT-1006");
        (
            await county.Member.Post(Households, Household(county, null, Resident.New() with { Id = Guid.Empty }))
        ).Refused(400, "PLT-0001", "/residents/0/id PLT-1006");
        (await county.Member.Get($"{Visits}?householdId={Guid.Empty}")).Refused(
            400,
            "PLT-0001",
            "/householdId PLT-1006"
        );
    }
}
