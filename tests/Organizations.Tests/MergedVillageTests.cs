using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>The registers about a place whose village was merged or split.</summary>
public class MergedVillageTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    async Task<(Province, Reorganising, Client Chair)> SceneAsync()
    {
        var province = await Province.NewAsync(_service);
        return (province, new(_service, province), await province.Staff(Post.Chair, province.County));
    }

    [Fact]
    public async Task A_resident_is_proposed_the_grids_of_all_merged_villages_and_after_the_undo_those_of_the_own()
    {
        var (province, tree, chair) = await SceneAsync();
        async Task<Guid> Grid(string village, double longitude)
        {
            var grid = (
                await province.Administrator.Post(
                    "/organizations/v1/divisions",
                    new
                    {
                        parentId = (await province.Division(village)).Id,
                        kind = "grid",
                        name = "网格",
                    }
                )
            ).Expect(201).Id;
            (
                await chair.Put(
                    $"/organizations/v1/divisions/{grid}/centre",
                    new { longitude, latitude = 35.5 },
                    "\"v0\""
                )
            ).Expect(200);
            return grid;
        }
        var (own, far, near) = (
            await Grid(province.Village, 110.00),
            await Grid(province.Village, 110.30),
            await Grid(province.Digits + "0101100002", 110.04)
        );
        var person = await tree.Person(province.Village);
        (
            await chair.Put(
                $"/organizations/v1/people/{person}/home",
                new
                {
                    divisionId = (await province.Division(province.Village)).Id,
                    longitude = 110.01,
                    latitude = 35.5,
                },
                "\"v0\""
            )
        ).Expect(200);
        Assert.Equal([own, far], await ProposedAsync());

        var applied = await tree.MergeVillages("城关社区居委会");
        Assert.Equal([own, near, far], await ProposedAsync());
        (await tree.Undo(applied)).Expect(200);
        Assert.Equal([own, far], await ProposedAsync());

        // The home was recorded in the whole: the grids of both parts are near.
        await tree.Make(
            new
            {
                kind = "split",
                divisionId = (await province.Division(province.Village)).Id,
                parts = new object[]
                {
                    new
                    {
                        code = province.Digits + "0101100021",
                        name = "东",
                        children = new[] { far },
                    },
                    new
                    {
                        code = province.Digits + "0101100022",
                        name = "西",
                        children = new[] { own },
                        rest = true,
                    },
                },
            }
        );
        Assert.Equal([own, far], await ProposedAsync());

        async Task<IEnumerable<Guid>> ProposedAsync() =>
            [
                .. (await chair.Get($"/organizations/v1/coverages/proposals?personId={person}"))
                    .Expect(200)
                    .Items.Select(i => i.GetProperty("divisionId").GetGuid()),
            ];
    }

    [Fact]
    public async Task An_honour_of_a_household_names_its_present_village_and_the_awarding_federation_of_then()
    {
        var (province, tree, chair) = await SceneAsync();
        var (household, village) = (await tree.Household(province.Village), await province.Division(province.Village));
        var number = (
            await chair.Post(
                "/organizations/v1/honours",
                new
                {
                    householdId = household,
                    title = "最美家庭",
                    divisionId = village.Id,
                    awardedOn = "2023-05-15",
                }
            )
        ).Expect(201)["verification"].GetString();
        Assert.Equal(("城东社区居委会家庭", "城东社区居委会妇女联合会"), await VerifiedAsync());
        var applied = await tree.MergeVillages("城关社区居委会");
        Assert.Equal(("城关社区居委会家庭", "城东社区居委会妇女联合会"), await VerifiedAsync());
        (await tree.Undo(applied)).Expect(200);
        Assert.Equal(("城东社区居委会家庭", "城东社区居委会妇女联合会"), await VerifiedAsync());

        async Task<(string?, string?)> VerifiedAsync()
        {
            var answer = (await _service.AsNobody().Get($"/organizations/v1/honours/verify/{number}")).Expect(200);
            return (answer["holder"].GetString(), answer["awardedBy"].GetString());
        }
    }
}
