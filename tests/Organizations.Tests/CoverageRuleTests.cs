using Contracts.Organizations.V1;

namespace Organizations.Tests;

/// <summary>Rules of the members of coverage requests.</summary>
public class CoverageRuleTests(OrganizationsFixture fixture)
{
    const string Coverages = "/organizations/v1/coverages";

    [Theory]
    [InlineData("palace", 4, 5, 2, 9, "/kinds/1 PLT-1003", "/placesTo PLT-1007")]
    [InlineData("village", 5, 4, 3, 2, "/peopleTo PLT-1007", "/placesTo PLT-1007")]
    public async Task Limits_that_break_a_rule_are_refused_and_no_version_begins(
        string kind,
        int peopleFrom,
        int peopleTo,
        int placesFrom,
        int placesTo,
        params string[] errors
    )
    {
        var administrator = (await Province.NewAsync(fixture.Service)).Administrator;
        var before = (await administrator.Get($"{Coverages}/limits")).Expect(200);
        (
            await administrator.Put(
                $"{Coverages}/limits",
                new
                {
                    kinds = new[] { "grid", kind },
                    peopleFrom,
                    peopleTo,
                    placesFrom,
                    placesTo,
                },
                before.ETag
            )
        ).Refused(400, "PLT-0001", errors);
        Assert.Equal(before.ETag, (await administrator.Get($"{Coverages}/limits")).Expect(200).ETag);
    }

    [Fact]
    public async Task A_division_code_that_can_be_none_is_refused_by_its_form()
    {
        var province = await Province.NewAsync(fixture.Service);
        var chair = await province.Staff(Post.Chair, province.County);
        (
            await chair.Post(
                Coverages,
                new
                {
                    personId = Guid.CreateVersion7(),
                    divisionCode = province.Village + "1",
                    post = Post.ExecutiveMember,
                }
            )
        ).Refused(400, "PLT-0001", "/divisionCode PLT-1006");
    }
}
