using Contracts.Census.V1;
using Contracts.Organizations.V1;

namespace Training.Tests;

/// <summary>
/// Classes, learners and certificates follow a moved area; a learner also follows a moved household.
/// </summary>
public class ReorganisationTests(TrainingFixture fixture)
{
    static long s_version = 100;

    [Fact]
    public async Task A_moved_county_keeps_its_classes_and_a_moved_household_its_learner()
    {
        var scene = await Scene.CreateAsync(fixture);
        var (person, _) = await scene.OpenNeed();
        var planned = await scene.OpenClass();
        var to = scene.County.Key[..8] + "bb";
        await scene.Service.Deliver(
            new DivisionsReorganised(
                Guid.CreateVersion7(),
                Interlocked.Increment(ref s_version),
                [new(scene.County.Key, to)],
                [scene.County with { Key = to }]
            )
        );
        (await scene.Officer.Get($"/training/v1/classes/{planned}")).Expect(200);
        async Task<string?> KeyOf() =>
            await scene.Service.Database.Find<string>(
                "select scope_key from learners where person_id = @person",
                new { person }
            );
        Assert.Equal(to + scene.Community.Key[scene.County.Key.Length..], await KeyOf());
        // A class opened by the county's id gets the county's new key.
        Assert.StartsWith(
            to,
            await scene.Service.Database.Find<string>(
                "select scope_key from classes where id = @id",
                new { id = await scene.OpenClass() }
            ),
            StringComparison.Ordinal
        );

        await scene.Service.Deliver(
            new HouseholdMoved(Guid.CreateVersion7(), to + "zz", [person, Guid.CreateVersion7()])
        );
        Assert.Equal(to + "zz", await KeyOf());
    }
}
