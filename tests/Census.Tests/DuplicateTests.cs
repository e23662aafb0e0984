using Testing;

namespace Census.Tests;

public class DuplicateTests(CensusFixture census)
{
    const string Households = "/census/v1/households";
    readonly TestService _service = census.Service;

    [Fact]
    public async Task A_person_registered_in_the_callers_area_is_refused_at_the_citizen_id()
    {
        var county = await County.NewAsync(_service);
        var known = Resident.New();
        await county.Register(known);
        (
            await county.Member.Post(
                Households,
                county.Household(
                    Resident.New(),
                    known with
                    {
                        Relation = "1",
                        CitizenId = known.CitizenId!.ToLowerInvariant(),
                    }
                )
            )
        ).Refused(409, "CEN-0001", "/residents/1/citizenId CEN-1006");
        var twice = Resident.New(relation: "1");
        (
            await county.Member.Post(Households, county.Household(Resident.New(), twice, twice with { Name = "李四" }))
        ).Refused(400, "PLT-0001", "/residents/2/citizenId PLT-1010");
    }

    [Fact]
    public async Task A_person_registered_in_another_area_is_saved_and_raises_a_task_above_both_areas()
    {
        var here = await County.NewAsync(_service);
        var beside = await County.NewAsync(_service, here);
        var person = Resident.New();
        var first = await here.Register(person);
        var second = await beside.Register(person);

        var province = await here.Staff("federation-officer", here.Key[..4]);
        var task = Assert.Single((await province.Get("/census/v1/merge-tasks")).Expect(200).Items);
        Assert.Equal(
            (second.Residents[0], first.Residents[0], "王**"),
            (
                task.GetProperty("resident").GetProperty("id").GetGuid(),
                task.GetProperty("other").GetProperty("id").GetGuid(),
                task.GetProperty("other").GetProperty("nameMasked").GetString()
            )
        );
        foreach (var county in new[] { here, beside })
            Assert.Empty(
                (await (await county.Staff("federation-officer", county.Key)).Get("/census/v1/merge-tasks"))
                    .Expect(200)
                    .Items
            );
        var changes = (
            await (await here.Staff("federation-officer", here.Key)).Get("/census/v1/changes?limit=500")
        ).Expect(200)["changes"];
        Assert.DoesNotContain(changes.EnumerateArray(), c => c.GetProperty("entity").GetString() == "merge_tasks");

        // The person is now registered in this area too, so a third registration is refused.
        (await beside.Member.Post(Households, beside.Household(person))).Refused(
            409,
            "CEN-0001",
            "/residents/0/citizenId CEN-1006"
        );
    }

    [Fact]
    public async Task A_person_registered_several_times_at_once_has_one_original()
    {
        var here = await County.NewAsync(_service);
        var person = Resident.New();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => here.Member.Post(Households, here.Household(person)))
        );
        Assert.Equal([201, 409, 409, 409], answers.Select(a => a.Status).Order());

        var counties = await Task.WhenAll(
            County.NewAsync(_service),
            County.NewAsync(_service),
            County.NewAsync(_service)
        );
        var other = Resident.New();
        Assert.All(await Task.WhenAll(counties.Select(c => c.Member.Post(Households, c.Household(other)))), a =>
            a.Expect(201)
        );
        Assert.Equal(
            2,
            await _service.Database.Find<int>(
                """
                select count(*)::int
                from residents d
                join residents o on o.id = d.duplicate_of
                where o.duplicate_of is null and d.scope_key = any (@keys)
                """,
                new { keys = counties.Select(c => c.VillageKey).ToArray() }
            )
        );
    }
}
