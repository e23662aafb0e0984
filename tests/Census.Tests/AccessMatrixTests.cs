using Testing;

namespace Census.Tests;

public class AccessMatrixTests(CensusFixture fixture) : Testing.AccessMatrixTests(fixture)
{
    readonly TestService _service = fixture.Service;

    protected override async Task<IReadOnlyDictionary<string, Guid>> MakeAsync()
    {
        var county = await County.NewAsync(_service);
        var household = await county.Register();
        var visit = await county.Member.Post(
            "/census/v1/visits",
            new
            {
                householdId = household.Id,
                kind = "visit",
                visitedAt = _service.Clock.GetUtcNow(),
                diary = "看望",
            }
        );
        var need = await county.Member.Post(
            "/census/v1/needs",
            new
            {
                residentId = household.Residents[0],
                kind = "work",
                consent = true,
            }
        );
        return new Dictionary<string, Guid>
        {
            ["households"] = household.Id,
            ["residents"] = household.Residents[0],
            ["visits"] = visit.Expect(201).Id,
            ["needs"] = need.Expect(201).Id,
        };
    }
}
