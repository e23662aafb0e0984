using Contracts.Census.V1;
using Contracts.Organizations.V1;

namespace Jobs.Tests;

/// <summary>
/// Profiles, certificates and referrals follow a moved area and a moved household.
/// </summary>
public class ReorganisationTests(JobsFixture fixture)
{
    static long s_version = 100;

    [Fact]
    public async Task A_persons_rows_follow_their_area_and_household()
    {
        var scene = await Scene.CreateAsync(fixture);
        var referred = await scene.ReferSomebody();
        await scene.Certify(referred.Person);
        var to = scene.County.Key[..8] + "bb";
        await scene.Service.Deliver(
            new DivisionsReorganised(
                Guid.CreateVersion7(),
                Interlocked.Increment(ref s_version),
                [new(scene.County.Key, to)],
                [scene.County with { Key = to }]
            )
        );
        (await scene.Officer.Get($"/jobs/v1/profiles/{referred.Person}")).Expect(200);
        var home = to + scene.Community.Key[scene.County.Key.Length..];
        async Task<string?> Keys() =>
            await scene.Service.Database.Find<string>(
                """
                select concat_ws(
                    ',', (select scope_key from profiles where id = @Person),
                    (select string_agg(distinct visible_key, '') from certificates where person_id = @Person),
                    (select scope_key from referrals where id = @Referral))
                """,
                referred
            );
        Assert.Equal($"{home},{home},{home}", await Keys());

        (await scene.Hire(referred.Manager, referred.Referral)).ExpectOk();
        await scene.Service.Deliver(new HouseholdMoved(Guid.CreateVersion7(), to + "zz", [referred.Person]));
        Assert.Equal($"{to}zz,{to}zz,{to}zz", await Keys());
        Assert.Equal(
            to + "zz",
            await scene.Service.Database.Find<string>(
                """
                select string_agg(distinct scope_key, ',')
                from (
                    select scope_key
                    from placements
                    where person_id = @Person
                    union all
                    select scope_key
                    from placement_checks
                    where person_id = @Person
                ) p
                """,
                referred
            )
        );
        (
            await (await scene.Service.Holder(Post.JobOfficer, to + "zz")).Get($"/jobs/v1/profiles/{referred.Person}")
        ).Expect(200);
    }
}
