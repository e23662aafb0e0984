using Contracts.Organizations.V1;

namespace Jobs.Tests;

/// <summary>
/// Access: records of other areas and employers answer 404, routes of other posts 403; a person sees their own records.
/// </summary>
public class AccessTests(JobsFixture jobs)
{
    [Fact]
    public async Task Another_county_gets_404_for_every_record()
    {
        var (here, there) = (await Scene.CreateAsync(jobs), await Scene.CreateAsync(jobs));
        var referred = await here.ReferSomebody();
        var (_, theirs) = await there.Employ();
        var posting = await there.Publish(theirs);
        (await there.Officer.Get($"/jobs/v1/employers/{referred.Employer}")).Expect(404);
        (await there.Officer.Get($"/jobs/v1/profiles/{referred.Person}")).Expect(404);
        (await there.Officer.Get($"/jobs/v1/profiles/{referred.Person}/matches")).Expect(404);
        (await there.Officer.Get($"/jobs/v1/referrals/{referred.Referral}")).Expect(404);
        (
            await there.Officer.Post("/jobs/v1/referrals", new { personId = referred.Person, postingId = posting })
        ).Refused(400, "PLT-0001", "/personId PLT-1008");
        Assert.Empty((await there.Officer.Get("/jobs/v1/referrals")).Expect(200).Items);
        Assert.Empty((await there.Officer.Get("/jobs/v1/profiles")).Expect(200).Items);

        var placement = (await here.Hire(referred.Manager, referred.Referral)).Expect(201).Id;
        (await there.Officer.Get($"/jobs/v1/placements/{placement}")).Expect(404);
        (
            await there.Officer.Post($"/jobs/v1/placements/{placement}/checks", new { months = 3, employed = true })
        ).Expect(404);
        Assert.Empty((await there.Officer.Get("/jobs/v1/placements")).Expect(200).Items);

        // For another county a person without consent answers as one that does not exist.
        var (hidden, _) = await here.OpenNeed();
        (await there.Officer.Post("/jobs/v1/referrals", new { personId = hidden, postingId = posting })).Refused(
            400,
            "PLT-0001",
            "/personId PLT-1008"
        );
        (
            await there.Officer.Post(
                "/jobs/v1/employers",
                new
                {
                    creditCode = Scene.CreditCode(),
                    name = "x",
                    divisionId = here.County.Id,
                }
            )
        ).Refused(400, "PLT-0001", "/divisionId PLT-1008");
    }

    [Fact]
    public async Task Another_employer_gets_404_for_every_record()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        var (_, other) = await scene.Employ("别家");
        (await other.Get($"/jobs/v1/employers/{referred.Employer}")).Expect(404);
        (await other.Get($"/jobs/v1/referrals/{referred.Referral}")).Expect(404);
        (await scene.Hire(other, referred.Referral)).Expect(404);
        (await other.Post($"/jobs/v1/referrals/{referred.Referral}/refuse", new { reasonCode = "hours" })).Expect(404);
        (await other.Post($"/jobs/v1/postings/{referred.Posting}/close")).Expect(404);
        Assert.Empty((await other.Get("/jobs/v1/referrals")).Expect(200).Items);
        var placement = (await scene.Hire(referred.Manager, referred.Referral)).Expect(201).Id;
        (await other.Get($"/jobs/v1/placements/{placement}")).Expect(404);
        (await referred.Manager.Get($"/jobs/v1/placements/{placement}")).Expect(200);
        (await referred.Manager.Get($"/jobs/v1/profiles/{referred.Person}")).Expect(403);
    }

    [Fact]
    public async Task A_person_reads_only_their_own_profile_referrals_and_placement()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (first, second) = (await scene.ReferSomebody(), await scene.ReferSomebody());
        var candidate = scene.Service.As(first.Person);
        Assert.Equal("王秀兰", (await candidate.Get("/jobs/v1/me/profile")).Expect(200)["name"].GetString());
        Assert.Equal(
            first.Referral,
            Assert.Single((await candidate.Get("/jobs/v1/referrals")).Expect(200).Items).GetProperty("id").GetGuid()
        );
        (await candidate.Get($"/jobs/v1/referrals/{second.Referral}")).Expect(404);
        var placement = (await scene.Hire(first.Manager, first.Referral)).Expect(201).Id;
        (await candidate.Get($"/jobs/v1/placements/{placement}")).Expect(200);
        Assert.Single((await candidate.Get("/jobs/v1/placements")).Expect(200).Items);
        (await scene.Service.As(second.Person).Get($"/jobs/v1/placements/{placement}")).Expect(404);
    }

    [Fact]
    public async Task A_note_is_shown_to_officers_only()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (person, _) = await scene.OpenNeed();
        await scene.Consent(person);
        var (_, manager) = await scene.Employ();
        var referral = (
            await scene.Officer.Post(
                "/jobs/v1/referrals",
                new
                {
                    personId = person,
                    postingId = await scene.Publish(manager),
                    note = "下周可以上岗",
                }
            )
        ).Expect(201).Id;
        Assert.Equal(
            "下周可以上岗",
            (await scene.Officer.Get($"/jobs/v1/referrals/{referral}")).Expect(200)["note"].GetString()
        );
        Assert.Null((await manager.Get($"/jobs/v1/referrals/{referral}")).Expect(200)["note"].GetString());
    }

    [Fact]
    public async Task Each_route_refuses_a_caller_without_its_role()
    {
        var scene = await Scene.CreateAsync(jobs);
        var referred = await scene.ReferSomebody();
        (string Path, object Body)[] officers =
        [
            ("/employers", new { }),
            ("/referrals", new { }),
            ($"/placements/{Guid.Empty}/checks", new { }),
        ];
        (string Path, object Body)[] employers =
        [
            ("/postings", scene.Posting()),
            ($"/postings/{referred.Posting}/close", new { }),
            ($"/referrals/{referred.Referral}/hire", new { }),
            ($"/referrals/{referred.Referral}/refuse", new { }),
        ];
        foreach (var (path, body) in officers)
            (await referred.Manager.Post("/jobs/v1" + path, body)).Refused(403, "PLT-0004");
        foreach (var (path, body) in employers)
            (await scene.Officer.Post("/jobs/v1" + path, body)).Refused(403, "PLT-0004");
        foreach (var (path, body) in officers.Concat(employers))
            (await scene.Service.AsNobody().Post("/jobs/v1" + path, body)).Expect(401);
        foreach (
            var path in new[]
            {
                "/employers",
                "/profiles",
                $"/profiles/{referred.Person}",
                $"/profiles/{referred.Person}/matches",
                "/changes",
            }
        )
        {
            (await scene.Service.AsSomebody().Get("/jobs/v1" + path)).Expect(403);
            (await scene.Service.AsNobody().Get("/jobs/v1" + path)).Expect(401);
        }
        foreach (var path in new[] { "/postings", $"/postings/{referred.Posting}", "/skills" })
            (await scene.Service.AsNobody().Get("/jobs/v1" + path)).Expect(200);
    }

    [Fact]
    public async Task A_manager_of_two_employers_must_name_one()
    {
        var scene = await Scene.CreateAsync(jobs);
        var (first, manager) = await scene.Employ("一");
        var (second, _) = await scene.Employ("二");
        await scene.Service.Grant(manager.Subject, Post.EmployerManager, organization: second);
        (await manager.Post("/jobs/v1/postings", scene.Posting())).Refused(400, "PLT-0020");
        var chosen = new Testing.Client(scene.Service.Http, Testing.TestService.DevelopmentKey, manager.Subject)
        {
            Organization = first,
        };
        var posting = await scene.Publish(chosen);
        Assert.Equal(first, (await chosen.Get($"/jobs/v1/postings/{posting}")).Expect(200)["employerId"].GetGuid());
    }

    [Fact]
    public async Task The_API_document_has_every_route_and_problem()
    {
        var document = (await jobs.Service.AsNobody().Get("/openapi/jobs.json")).Expect(200);
        foreach (var path in new[] { "/jobs/v1/profiles/{personId}/matches", "/jobs/v1/me/profile/consent" })
            Assert.True(document["paths"].TryGetProperty(path, out _), path);
        Assert.All(document["paths"].EnumerateObject().SelectMany(p => p.Value.EnumerateObject()), o =>
            Assert.NotEqual("", o.Value.GetProperty("summary").GetString())
        );
    }

    [Fact]
    public async Task Only_public_tables_have_no_row_policy()
    {
        var open = await jobs.Database.Query<string>(
            """
            select relname
            from pg_class
            where relnamespace = 'public'::regnamespace
                and relkind = 'r'
                and not (relrowsecurity and relforcerowsecurity)
            order by relname
            """
        );
        Assert.Equal(["migrations", "posting_grams", "postings", "skills"], open);
    }
}
