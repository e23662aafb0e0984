using Dapper;
using Testing;

namespace Jobs.Tests;

/// <summary>A need ends in one placement, also with several employers and before NeedClosed arrives.</summary>
public class PlacementTests(JobsFixture jobs)
{
    [Fact]
    public async Task Of_two_employers_that_hire_for_one_need_at_once_one_succeeds()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (first, second) = (await scene.Employ("甲家政"), await scene.Employ("乙家政"));
        var postings = new[]
        {
            (first.Manager, Id: await scene.Publish(first.Manager, scene.Posting(openings: 20))),
            (second.Manager, Id: await scene.Publish(second.Manager, scene.Posting(openings: 20))),
        };
        for (var round = 0; round < 20; round++)
        {
            var (person, need) = await scene.OpenNeed();
            await scene.Consent(person);
            var referrals = new List<(Client Manager, Guid Id)>();
            foreach (var (manager, posting) in postings)
                referrals.Add((manager, (await scene.Refer(person, posting)).Expect(201).Id));
            var answers = await Task.WhenAll(referrals.Select(r => scene.Hire(r.Manager, r.Id)));
            Assert.Single(answers, a => a.Status == 201);
            Assert.Single(answers, a => a.Status == 409).Refused(409, "JOB-0010");
            Assert.Equal(
                (1L, 1L, 1L),
                await scene.Service.Database.Find<(long, long, long)>(
                    """
                    select (select count(*) from placements where need_id = @need),
                        (
                               select count(*)
                               from platform.events
                               where strpos(body, @need::text) > 0 and type like '%PlacementStarted'
                           ),
                           (
                               select count(*)
                               from referrals
                               where need_id = @need and state = 'withdrawn' and name_sealed is null
                           )
                    """,
                    new { need }
                )
            );
        }
        Assert.Equal(
            20,
            await scene.Service.Database.Find<int>(
                "select sum(filled)::int from postings where id = any (@ids)",
                new { ids = postings.Select(p => p.Id).ToArray() }
            )
        );
    }

    [Fact]
    public async Task A_hired_person_is_neither_referred_nor_hired_again_before_NeedClosed_arrives()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody(openings: 2);
        var (_, other) = await scene.Employ("乙家政");
        var posting = await scene.Publish(other);
        var elsewhere = (await scene.Refer(referred.Person, posting)).Expect(201).Id;
        (await scene.Hire(referred.Manager, referred.Referral)).Expect(201);

        var seen = (await other.Get($"/jobs/v1/referrals/{elsewhere}")).Expect(200);
        Assert.Equal(
            ("withdrawn", "hired-elsewhere", null),
            (seen["state"].GetString(), seen["reasonCode"].GetString(), seen["name"].GetString())
        );
        (await scene.Hire(other, elsewhere)).Refused(409, "JOB-0010");
        (await scene.Hire(referred.Manager, referred.Referral)).Refused(409, "JOB-0007");
        (await scene.Refer(referred.Person, posting)).Refused(409, "JOB-0006");
        Assert.DoesNotContain((await scene.Officer.Get("/jobs/v1/profiles")).Expect(200).Items, p =>
            p.GetProperty("personId").GetGuid() == referred.Person
        );

        var (_, need) = await scene.OpenNeed(person: referred.Person);
        await scene.CloseNeed(referred.Need, referred.Person);
        var again = (await scene.Refer(referred.Person, posting)).Expect(201).Id;
        (await scene.Hire(other, again)).Expect(201);
        Assert.NotEqual(need, referred.Need);
    }

    [Fact]
    public async Task A_referral_made_during_a_hire_by_another_employer_does_not_stay_open()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (_, other) = await scene.Employ("乙家政");
        var posting = await scene.Publish(other, scene.Posting(openings: 20));
        for (var round = 0; round < 10; round++)
        {
            var referred = await scene.ReferSomebody(openings: 2);
            var (referring, hiring) = (
                scene.Refer(referred.Person, posting),
                scene.Hire(referred.Manager, referred.Referral)
            );
            (await hiring).Expect(201);
            Assert.Contains((await referring).Status, new[] { 201, 409 });
            Assert.Equal(
                0,
                await scene.Service.Database.Find<long>(
                    "select count(*) from referrals where person_id = @Person and state = 'sent'",
                    referred
                )
            );
        }
    }

    [Fact]
    public async Task Double_placements_of_an_older_release_stay_and_a_third_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(typeof(Subscriptions).Assembly);
        await using var connection = await database.Admin.OpenConnectionAsync(TestContext.Current.CancellationToken);
        const string Place = """
            with r as (
                insert into referrals (
                    id, person_id, posting_id, employer_id, need_id, scope_key, state, referred_by, referred_at
                )
                select gen_random_uuid(), gen_random_uuid(), id, id, need, 'k', 'hired', id, now()
                from postings
                cross join (select id as need from employers) n
                returning *)
            insert into placements (
                id, referral_id, person_id, posting_id, employer_id, need_id, scope_key, started_on, referred_by,
                hired_by, hired_at
            )
            select gen_random_uuid(), id, person_id, posting_id, employer_id, need_id, scope_key, '2026-01-01',
                referred_by, referred_by, clock_timestamp()
            from r
            """;
        await connection.ExecuteAsync(
            """
            alter table placements drop column again;
            insert into employers (id, credit_code, name, division_id, scope_key, registered_by, registered_at)
            values (gen_random_uuid(), 'c', 'e', gen_random_uuid(), 'k', gen_random_uuid(), now());
            insert into postings (
                id, employer_id, employer_name, title, division_id, division_name, scope_key, skills, hours,
                wage_from, wage_to, openings, description, flexible, search_text,
                published_by, published_at)
            select id, id, 'e', 't', id, 'd', 'k', '{}', '[]', 0, 0, 9, 'd', false, 's', id, now() from employers;
            """
        );
        await connection.ExecuteAsync(Place);
        await connection.ExecuteAsync(Place);
        await using var owner = await database.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await owner.ExecuteAsync(
            await File.ReadAllTextAsync(
                Path.Combine(TestServers.Root, "services/Jobs/Migrations/0021_one_placement_a_need.sql"),
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(
            "false,true",
            await connection.ExecuteScalarAsync<string>(
                "select string_agg(again::text, ',' order by hired_at) from placements"
            )
        );
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => connection.ExecuteAsync(Place));
        Assert.Equal("placements_one_a_need", refused.ConstraintName);
    }
}
