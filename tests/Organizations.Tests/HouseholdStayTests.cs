using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>Places of households on a day.</summary>
public class HouseholdStayTests(OrganizationsFixture fixture)
{
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task A_household_that_moved_counts_on_a_past_day_where_it_lay_then()
    {
        var province = await Province.NewAsync(_service);
        var chair = await province.Staff(Post.Chair, province.County);
        var (east, west, household, now) = (
            await province.Division(province.Village),
            await province.Division(province.Digits + "0101100002"),
            Guid.CreateVersion7(),
            _service.Clock.GetUtcNow()
        );
        await _service.AppliedAsync(
            await _service.Others.SendAsync(
                new HouseholdRegistered(
                    household,
                    await province.Key(province.Village),
                    4,
                    Guid.CreateVersion7(),
                    1,
                    2
                ),
                Guid.CreateVersion7(),
                1,
                at: now.AddDays(-10)
            )
        );
        await _service.AppliedAsync(
            await _service.Others.SendAsync(
                new HouseholdMoved(household, west["key"].GetString()!, []),
                Guid.CreateVersion7(),
                2,
                at: now.AddDays(-3)
            )
        );

        foreach (
            var (place, days, people) in new[]
            {
                (east.Id, 12, 0),
                (east.Id, 5, 4),
                (east.Id, 1, 0),
                (west.Id, 12, 0),
                (west.Id, 5, 0),
                (west.Id, 1, 4),
            }
        )
        {
            var profile = (
                await chair.Get($"/organizations/v1/divisions/{place}/chart?asOf={now.AddDays(-days):yyyy-MM-dd}")
            ).Expect(200)["profile"];
            Assert.Equal(
                (place, days, people, people / 2),
                (place, days, profile.GetProperty("people").GetInt32(), profile.GetProperty("children").GetInt32())
            );
        }
    }
}
