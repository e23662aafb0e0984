using System.Text;
using Stories;
using Answer = Testing.Answer;

namespace Platform.Tests.Generated;

/// <summary>Organizations and their bodies, awards, posts and places.</summary>
public sealed partial class PreparedRequests
{
    Dictionary<string, Func<Task<PreparedRequest>>> OfBodies() =>
        new()
        {
            ["DELETE /organizations/v1/me/sign-ins/{id}"] = async () =>
            {
                var (id, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
                await SignInAsync(id, person);
                return new($"{O}me/sign-ins/{id}", By: person);
            },
            ["PUT /organizations/v1/organizations/{id}/status"] = async () =>
                new($"{O}organizations/{await OrganizationAsync()}/status", """{"status":"suspended"}"""),
            ["PATCH /organizations/v1/memberships/{id}"] = async () =>
            {
                var (_, memberships, _) = await AssociationAsync(1);
                return new($"{O}memberships/{memberships[0]}", """{"discipline":"science"}""");
            },
            ["POST /organizations/v1/congresses"] = async () =>
                new(O + "congresses", Congress(await OrganizationAsync())),
            ["POST /organizations/v1/terms"] = async () =>
                new(O + "terms", Term(await MakeAsync(O + "congresses", Congress(await OrganizationAsync())))),
            ["PATCH /organizations/v1/terms/{id}"] = async () =>
                new($"{O}terms/{await TermAsync(await OrganizationAsync())}", """{"endsOn":"2028-02-28"}"""),
            ["POST /organizations/v1/elections"] = async () =>
                new(O + "elections", Election(await TermAsync(await OrganizationAsync()))),
            ["POST /organizations/v1/elections/{id}/candidates"] = async () =>
            {
                var (organization, _, people) = await AssociationAsync(1);
                var election = await MakeAsync(O + "elections", Election(await TermAsync(organization)));
                return new($"{O}elections/{election}/candidates", $$"""{"personIds":["{{people[0]}}"]}""");
            },
            ["POST /organizations/v1/elections/{id}/candidates/{personId}/withdraw"] = async () =>
            {
                var (election, people) = await BallotAsync();
                return new($"{O}elections/{election}/candidates/{people[0]}/withdraw", """{"reason":"not-eligible"}""");
            },
            ["POST /organizations/v1/elections/{id}/cancel"] = async () =>
                new($"{O}elections/{(await BallotAsync()).Election}/cancel", """{"reason":"另行安排"}"""),
            ["POST /organizations/v1/elections/{id}/result"] = async () =>
            {
                var (election, people) = await BallotAsync();
                return new($"{O}elections/{election}/result", Counts((people[0], 6), (people[1], 4)));
            },
            ["POST /organizations/v1/elections/{id}/runoff"] = async () =>
            {
                var (election, people) = await BallotAsync();
                await PostAsync(
                    $"{O}elections/{election}/result",
                    Counts((people[0], 5), (people[1], 5)),
                    $"{O}elections/{election}"
                );
                return new($"{O}elections/{election}/runoff", $$"""{"heldOn":"{{Day(Today)}}"}""");
            },
            ["POST /organizations/v1/alliances/{id}/meetings"] = async () =>
            {
                var (alliance, members) = await AllianceAsync();
                return new($"{O}alliances/{alliance}/meetings", Meeting(members[0]));
            },
            ["PUT /organizations/v1/alliance-meetings/{id}"] = async () =>
                new(
                    $"{O}alliance-meetings/{(await MeetingAsync()).Id}",
                    """{"place":"会议室","agenda":["项目"],"minutes":"更正。"}"""
                ),
            ["POST /organizations/v1/alliance-decisions/{id}/complete"] = async () =>
            {
                var meeting = await MeetingAsync();
                var decision = meeting["decisionIds"][0].GetGuid();
                return new(
                    $"{O}alliance-decisions/{decision}/complete",
                    """{"outcome":"已办结"}""",
                    $"{O}alliance-meetings/{meeting.Id}"
                );
            },
            ["PUT /organizations/v1/alliances/{id}/rotation"] = async () =>
            {
                var (alliance, members) = await AllianceAsync();
                return new($"{O}alliances/{alliance}/rotation", Rotation(members));
            },
            ["POST /organizations/v1/alliances/{id}/handovers"] = async () =>
            {
                var (alliance, members) = await AllianceAsync();
                var client = _platform.As(_platform.Everywhere, "organizations");
                var tag = (await client.Get($"{O}alliances/{alliance}")).ETag;
                (await client.Put($"{O}alliances/{alliance}/rotation", Rotation(members), tag)).ExpectOk();
                return new($"{O}alliances/{alliance}/handovers", """{"dueOn":"2024-07-01"}""");
            },
            ["POST /organizations/v1/alliances/{id}/members/{memberId}/end"] = async () =>
            {
                var (alliance, members) = await AllianceAsync();
                return new($"{O}alliances/{alliance}/members/{members[1]}/end", "{}", $"{O}alliances/{alliance}");
            },
            ["POST /organizations/v1/organizations/{id}/members"] = async () =>
                new(
                    $"{O}organizations/{await OrganizationAsync()}/members",
                    $$"""{"members":[{"personId":"{{await PersonAsync()}}","role":"ordinary-member"}]}"""
                ),
            ["POST /organizations/v1/programmes/{id}/organizations"] = async () =>
                new(
                    $"{O}programmes/{await ProgrammeAsync()}/organizations",
                    $$"""{"organizations":[{"organizationId":"{{await OrganizationAsync()}}","role":"partner"}]}"""
                ),
            ["POST /organizations/v1/programmes/{id}/organizations/{partId}/end"] = async () =>
            {
                var programme = await ProgrammeAsync();
                var parts = await PostAsync(
                    $"{O}programmes/{programme}/organizations",
                    $$"""{"organizations":[{"organizationId":"{{await OrganizationAsync()}}","role":"partner"}]}"""
                );
                return new(
                    $"{O}programmes/{programme}/organizations/{parts["ids"][0].GetGuid()}/end",
                    "{}",
                    $"{O}programmes/{programme}"
                );
            },
            ["POST /organizations/v1/programmes/{id}/sessions"] = async () =>
                new($"{O}programmes/{await ProgrammeAsync()}/sessions", Sessions),
            ["PUT /organizations/v1/sessions/{id}"] = async () =>
                new(
                    $"{O}sessions/{await SessionAsync()}",
                    """{"heldOn":"2024-04-11","place":"礼堂","kind":"class","headcount":31}"""
                ),
            ["POST /organizations/v1/sessions/{id}/participations"] = async () =>
                new($"{O}sessions/{await SessionAsync()}/participations", People(await PersonAsync())),
            ["POST /organizations/v1/sessions/{id}/participations/withdraw"] = async () =>
            {
                var (session, people) = (await SessionAsync(), People(await PersonAsync()));
                await PostAsync($"{O}sessions/{session}/participations", people);
                return new($"{O}sessions/{session}/participations/withdraw", people);
            },
            ["PUT /organizations/v1/programmes/{id}/status"] = async () =>
                new($"{O}programmes/{await ProgrammeAsync()}/status", """{"status":"suspended"}"""),
        };

    static string People(Guid person) => $$"""{"personIds":["{{person}}"]}""";

    async Task<Guid> SessionAsync() =>
        (await PostAsync($"{O}programmes/{await ProgrammeAsync()}/sessions", Sessions))["ids"][0].GetGuid();

    const string Sessions = """{"sessions":[{"heldOn":"2024-04-10","place":"礼堂","kind":"class","headcount":30}]}""";

    /// <summary>A programme of the year 2024.</summary>
    async Task<Guid> ProgrammeAsync() =>
        await MakeAsync(
            O + "programmes",
            $$"""
            {
              "ownerId": "{{await OrganizationAsync()}}", "kind": "action", "name": "行动{{Next()}}", "field": "家庭",
              "startsOn": "2024-01-01", "endsOn": "2024-12-31", "status": "running"
            }
            """
        );

    /// <summary>An association with members.</summary>
    async Task<(Guid Id, Guid[] Memberships, Guid[] People)> AssociationAsync(int members)
    {
        var id = await OrganizationAsync();
        var people = await Task.WhenAll(Enumerable.Range(0, members).Select(_ => PersonAsync()));
        var rows = people.Select(p => $$"""{"personId":"{{p}}","role":"ordinary-member"}""");
        var made = await PostAsync($"{O}organizations/{id}/members", $$"""{"members":[{{string.Join(',', rows)}}]}""");
        return (id, [.. made["ids"].EnumerateArray().Select(i => i.GetGuid())], people);
    }

    static string Congress(Guid organization) =>
        $$"""
            {
              "organizationId": "{{organization}}", "kind": "first", "title": "第一次代表大会", "heldOn": "2024-03-01",
              "charter": { "title": "章程", "uri": "https://example.org/z" }
            }
            """;

    static string Term(Guid congress) => $$"""{"congressId":"{{congress}}","startsOn":"2024-03-01","years":5}""";

    async Task<Guid> TermAsync(Guid organization) =>
        await MakeAsync(O + "terms", Term(await MakeAsync(O + "congresses", Congress(organization))));

    static string Election(Guid term) =>
        $$"""{"termId":"{{term}}","post":"council-member","seats":1,"majority":false,"heldOn":"{{Day(Today)}}"}""";

    /// <summary>An open election of one seat with two candidates.</summary>
    async Task<(Guid Election, Guid[] People)> BallotAsync()
    {
        var (organization, _, people) = await AssociationAsync(2);
        var election = await MakeAsync(O + "elections", Election(await TermAsync(organization)));
        await PostAsync(
            $"{O}elections/{election}/candidates",
            $$"""{"personIds":["{{people[0]}}","{{people[1]}}"]}""",
            $"{O}elections/{election}"
        );
        return (election, people);
    }

    static string Counts(params (Guid Person, int Votes)[] counts)
    {
        var rows = counts.Select(c => $$"""{"personId":"{{c.Person}}","count":{{c.Votes}}}""");
        return $$"""{"ballotsIssued":10,"ballotsValid":10,"ballotsInvalid":0,"counts":[{{string.Join(',', rows)}}]}""";
    }

    /// <summary>An alliance of two since 2024.</summary>
    async Task<(Guid Id, Guid[] Members)> AllianceAsync()
    {
        var id = await MakeAsync(
            O + "alliances",
            $$"""{"name":"联盟{{Next()}}","divisionId":"{{_county}}","validFrom":"2024-01-01"}"""
        );
        List<Guid> members = [];
        while (members.Count < 2)
            members.Add(
                await MakeAsync(
                    $"{O}alliances/{id}/members",
                    $$"""{"organizationId":"{{await OrganizationAsync()}}","validFrom":"2024-01-01"}"""
                )
            );
        return (id, [.. members]);
    }

    static string Rotation(Guid[] members) =>
        $$"""{"startsOn":"2024-01-01","termMonths":6,"order":["{{members[0]}}","{{members[1]}}"]}""";

    static string Meeting(Guid member) =>
        $$"""
            {
              "heldOn": "2024-04-10", "place": "会议室", "agenda": ["项目"], "minutes": "议定一件事。",
              "attendance": [{ "memberId": "{{member}}", "present": true }],
              "decisions": [{ "task": "拟定清单", "memberId": "{{member}}", "dueOn": "2024-05-31" }]
            }
            """;

    async Task<Answer> MeetingAsync()
    {
        var (alliance, members) = await AllianceAsync();
        return await PostAsync($"{O}alliances/{alliance}/meetings", Meeting(members[0]));
    }

    Dictionary<string, Func<Task<PreparedRequest>>> OfAwards() =>
        new()
        {
            ["POST /organizations/v1/campaigns"] = () =>
                Task.FromResult(new PreparedRequest(O + "campaigns", Campaign())),
            ["POST /organizations/v1/campaigns/{id}/participations"] = async () =>
                new(
                    $"{O}campaigns/{await MakeAsync(O + "campaigns", Campaign())}/participations",
                    await FamiliesAsync()
                ),
            ["POST /organizations/v1/campaigns/{id}/participation-imports"] = async () =>
                new(
                    $"{O}campaigns/{await MakeAsync(O + "campaigns", Campaign())}/participation-imports",
                    Encoding.UTF8.GetBytes(await FileAsync())
                ),
            ["POST /organizations/v1/participation-imports/{id}/apply"] = async () =>
            {
                var campaign = await MakeAsync(O + "campaigns", Campaign());
                return await ApplyAsync(
                    $"{O}campaigns/{campaign}/participation-imports",
                    "participation-imports",
                    await FileAsync()
                );
            },
            ["POST /organizations/v1/campaigns/{id}/selections"] = async () =>
                new($"{O}campaigns/{await EnteredAsync()}/selections", await SelectionAsync()),
            ["POST /organizations/v1/campaigns/{id}/selections/withdraw"] = async () =>
                new(
                    $"{O}campaigns/{await SelectedAsync()}/selections/withdraw",
                    $$"""{"level":"village","householdIds":["{{await _household.Value}}"]}"""
                ),
            ["POST /organizations/v1/campaigns/{id}/selections/finalise"] = async () =>
                new(
                    $"{O}campaigns/{await SelectedAsync()}/selections/finalise",
                    $$"""{"level":"village","divisionId":"{{_community}}"}"""
                ),
            ["POST /organizations/v1/honours"] = async () => new(O + "honours", Honour(await MemberAsync())),
            ["POST /organizations/v1/honours/{id}/revoke"] = async () =>
                new(
                    $"{O}honours/{await MakeAsync(O + "honours", Honour(await MemberAsync()))}/revoke",
                    """{"reason":"误授"}"""
                ),
            ["POST /organizations/v1/appraisals"] = async () =>
                new(O + "appraisals", Appraisal((await MemberAsync()).Village)),
            ["POST /organizations/v1/appraisals/{id}/recount"] = async () =>
                new(
                    $"{O}appraisals/"
                        + $"{await MakeAsync(O + "appraisals", Appraisal((await MemberAsync()).Village))}/"
                        + "recount",
                    "{}"
                ),
            ["POST /organizations/v1/appraisals/{id}/publish"] = async () =>
                new(
                    $"{O}appraisals/"
                        + $"{await MakeAsync(O + "appraisals", Appraisal((await MemberAsync()).Village))}/"
                        + "publish",
                    "{}"
                ),
            ["POST /organizations/v1/appraisals/{id}/appeals"] = async () =>
            {
                var (appraisal, member) = await PublishedAsync();
                return new($"{O}appraisals/{appraisal}/appeals", Appeal, By: member);
            },
            ["POST /organizations/v1/appeals/{id}/decide"] = async () =>
            {
                var (appraisal, member) = await PublishedAsync();
                var appeal = (await PostAsync($"{O}appraisals/{appraisal}/appeals", Appeal, by: member)).Id;
                return new($"{O}appeals/{appeal}/decide", """{"uphold":false,"reason":"核对无误"}""");
            },
            ["POST /organizations/v1/point-rules"] = () =>
                Task.FromResult(
                    new PreparedRequest(
                        O + "point-rules",
                        $$"""{"kind":"{{Turn(s_kinds)}}","points":1,"reasonZh":"走访","reasonEn":"a visit","validFrom":"{{Ahead()}}"}"""
                    )
                ),
            ["POST /organizations/v1/people/{id}/model-women"] = async () =>
                new($"{O}people/{(await MemberAsync()).Person}/model-women", Person(await PersonAsync())),
            ["POST /organizations/v1/model-women/{id}/end"] = async () =>
            {
                var member = (await MemberAsync()).Person;
                var link = await MakeAsync($"{O}people/{member}/model-women", Person(await PersonAsync()));
                return new($"{O}model-women/{link}/end", "{}");
            },
            ["POST /organizations/v1/studios/{id}/apprenticeships"] = async () =>
            {
                var (studio, leader, _) = await StudioAsync();
                return new($"{O}studios/{studio}/apprenticeships", Pair(leader, await PersonAsync()));
            },
            ["POST /organizations/v1/studio-apprenticeships/{id}/end"] = async () =>
            {
                var (studio, leader, _) = await StudioAsync();
                var pair = await MakeAsync($"{O}studios/{studio}/apprenticeships", Pair(leader, await PersonAsync()));
                return new($"{O}studio-apprenticeships/{pair}/end", """{"outcome":"qualified"}""");
            },
            ["POST /organizations/v1/studios/{id}/members/{memberId}/end"] = async () =>
            {
                var (studio, _, _) = await StudioAsync();
                var members = await PostAsync(
                    $"{O}studios/{studio}/members",
                    $$"""{"personIds":["{{await PersonAsync()}}"],"validFrom":"2024-01-01"}"""
                );
                return new(
                    $"{O}studios/{studio}/members/{members["ids"][0].GetGuid()}/end",
                    "{}",
                    $"{O}studios/{studio}"
                );
            },
            ["PUT /organizations/v1/studios/{id}"] = async () =>
                new($"{O}studios/{(await StudioAsync()).Id}", """{"field":"电气"}"""),
            ["POST /organizations/v1/studios/{id}/promotions"] = async () =>
            {
                var (studio, leader, _) = await StudioAsync();
                return new(
                    $"{O}studios/{studio}/promotions",
                    $$"""{"personId":"{{leader}}","grade":"technician","promotedOn":"2024-06-01"}"""
                );
            },
            ["POST /organizations/v1/studio-selections"] = async () =>
                new(O + "studio-selections", Standards((await VillageAsync()).Id)),
            ["POST /organizations/v1/studio-selections/{id}/candidates"] = async () =>
            {
                var (studio, _, village) = await StudioAsync();
                var selection = await MakeAsync(O + "studio-selections", Standards(village));
                return new($"{O}studio-selections/{selection}/candidates", $$"""{"studioIds":["{{studio}}"]}""");
            },
            ["PUT /organizations/v1/studio-selections/{id}/decision"] = async () =>
            {
                var (selection, studio) = await ProposedAsync();
                return new($"{O}studio-selections/{selection}/decision", Choice(studio));
            },
            ["POST /organizations/v1/studio-selections/{id}/publish"] = async () =>
            {
                var (selection, studio) = await ProposedAsync();
                var client = _platform.As(_platform.Everywhere, "organizations");
                var tag = (await client.Get($"{O}studio-selections/{selection}")).ETag;
                (await client.Put($"{O}studio-selections/{selection}/decision", Choice(studio), tag)).ExpectOk();
                return new($"{O}studio-selections/{selection}/publish", "{}");
            },
        };

    const string Appeal = """{"reason":"漏计一次"}""";

    async Task<string> FamiliesAsync() => $$"""{"householdIds":["{{await _household.Value}}"]}""";

    async Task<string> FileAsync() => $"householdId\n{await _household.Value}\n";

    async Task<string> SelectionAsync() =>
        $$"""{"level":"village","items":[{"householdId":"{{await _household.Value}}","score":90,"reason":"整洁"}]}""";

    string Campaign() =>
        $$"""
            {
              "name": "最美庭院{{Next()}}", "divisionId": "{{_county}}", "startsOn": "2024-01-01", "endsOn": "2099-12-31",
              "levels": [{ "name": "village", "title": "最美庭院", "quota": 1 }]
            }
            """;

    /// <summary>A campaign in which the household takes part.</summary>
    async Task<Guid> EnteredAsync()
    {
        var campaign = await MakeAsync(O + "campaigns", Campaign());
        await PostAsync($"{O}campaigns/{campaign}/participations", await FamiliesAsync());
        return campaign;
    }

    async Task<Guid> SelectedAsync()
    {
        var campaign = await EnteredAsync();
        await PostAsync($"{O}campaigns/{campaign}/selections", await SelectionAsync());
        return campaign;
    }

    static string Honour((Guid Person, Guid Village, Guid) member) =>
        $$"""{"personId":"{{member.Person}}","title":"先进典型","category":"model","divisionId":"{{member.Village}}"}""";

    static string Appraisal(Guid village) =>
        $$"""{"divisionId":"{{village}}","year":{{Today.Year}},"post":"executive-member"}""";

    async Task<(Guid Appraisal, Guid Member)> PublishedAsync()
    {
        var member = await MemberAsync();
        var appraisal = await MakeAsync(O + "appraisals", Appraisal(member.Village));
        await PostAsync($"{O}appraisals/{appraisal}/publish", "{}", $"{O}appraisals/{appraisal}");
        return (appraisal, member.Person);
    }

    async Task<(Guid Id, Guid Leader, Guid Village)> StudioAsync()
    {
        var (leader, (village, _)) = (await PersonAsync(), await VillageAsync());
        var studio = await MakeAsync(
            O + "studios",
            $$"""{"name":"工作室{{Next()}}","divisionId":"{{village}}","leaderId":"{{leader}}","field":"机械","foundedOn":"2024-01-01"}"""
        );
        return (studio, leader, village);
    }

    static string Pair(Guid master, Guid apprentice) =>
        $$"""{"masterId":"{{master}}","apprenticeId":"{{apprentice}}","craft":"钳工","startsOn":"2024-02-01"}""";

    static string Standards(Guid village) =>
        $$"""{"divisionId":"{{village}}","level":"model","year":2025,"standards":[{"criterion":"members","least":1}]}""";

    static string Choice(Guid studio) => $$"""{"chosen":[{"studioId":"{{studio}}"}]}""";

    async Task<(Guid Selection, Guid Studio)> ProposedAsync()
    {
        var (studio, _, village) = await StudioAsync();
        var selection = await MakeAsync(O + "studio-selections", Standards(village));
        await PostAsync(
            $"{O}studio-selections/{selection}/candidates",
            $$"""{"studioIds":["{{studio}}"]}""",
            $"{O}studio-selections/{selection}"
        );
        return (selection, studio);
    }

    Dictionary<string, Func<Task<PreparedRequest>>> OfPosts() =>
        new()
        {
            ["POST /organizations/v1/appointments"] = async () =>
                new(O + "appointments", Volunteer(await PersonAsync())),
            ["POST /organizations/v1/appointments/{id}/end"] = async () =>
                new($"{O}appointments/{(await MemberAsync()).Appointment}/end", "{}"),
            ["POST /organizations/v1/appointment-imports/{id}/apply"] = () =>
            {
                var woman = Woman();
                return ApplyAsync(
                    O + "appointment-imports",
                    "appointment-imports",
                    "name,telephone,citizenId,post,divisionCode\n"
                        + $"{woman.Name},{woman.Telephone},{woman.CitizenId},"
                        + $"volunteer,{FromVisitToJob.Community}\n"
                );
            },
            ["POST /organizations/v1/people-imports/{id}/apply"] = () =>
            {
                var woman = Woman();
                return ApplyAsync(
                    O + "people-imports",
                    "people-imports",
                    "name,telephone,citizenId,divisionCode\n"
                        + $"{woman.Name},{woman.Telephone},{woman.CitizenId},{FromVisitToJob.Community}\n"
                );
            },
            ["PUT /organizations/v1/people/{id}/photo"] = async () =>
            {
                var person = await PersonAsync();
                return new($"{O}people/{person}/photo", Request.Png, $"{O}people/{person}");
            },
            ["POST /organizations/v1/post-rules"] = () =>
                Task.FromResult(
                    new PreparedRequest(
                        O + "post-rules",
                        $$"""{"post":"{{Turn(s_posts)}}","mostPerPerson":8,"validFrom":"{{Ahead()}}"}"""
                    )
                ),
            ["POST /organizations/v1/co-options"] = async () =>
                new(
                    O + "co-options",
                    $$"""{"personId":"{{await PersonAsync()}}","divisionId":"{{(await VillageAsync()).Id}}","ground":"office"}"""
                ),
            ["POST /organizations/v1/nominations"] = async () =>
                new(O + "nominations", Nomination(await PersonAsync(), await MicroGridAsync())),
            ["PUT /organizations/v1/nominations/{id}"] = async () =>
                new($"{O}nominations/{await NominationAsync()}", """{"willing":false}"""),
            ["POST /organizations/v1/nominations/{id}/end"] = async () =>
                new($"{O}nominations/{await NominationAsync()}/end", "{}"),
            ["POST /organizations/v1/concurrent-posts/previews"] = async () =>
                new(O + "concurrent-posts/previews", $$"""{"divisionId":"{{await NominatedAsync()}}"}"""),
            ["POST /organizations/v1/concurrent-posts/previews/{id}/apply"] = async () =>
            {
                var preview = await MakeAsync(
                    O + "concurrent-posts/previews",
                    $$"""{"divisionId":"{{await NominatedAsync()}}"}"""
                );
                return new($"{O}concurrent-posts/previews/{preview}/apply", "{}");
            },
            ["POST /organizations/v1/coverages"] = async () => new(O + "coverages", Coverage(await MemberAsync())),
            ["POST /organizations/v1/coverages/batches"] = async () =>
                new(O + "coverages/batches", $$"""{"rows":[{{Coverage(await MemberAsync())}}]}"""),
            ["PUT /organizations/v1/coverages/{id}"] = async () =>
                new(
                    $"{O}coverages/{await MakeAsync(O + "coverages", Coverage(await MemberAsync()))}",
                    """{"lead":false}"""
                ),
            ["POST /organizations/v1/coverages/{id}/end"] = async () =>
                new($"{O}coverages/{await MakeAsync(O + "coverages", Coverage(await MemberAsync()))}/end", "{}"),
        };

    string Volunteer(Guid person) => $$"""{"personId":"{{person}}","post":"volunteer","divisionId":"{{_community}}"}""";

    static string Nomination(Guid person, Guid microGrid) =>
        $$"""{"personId":"{{person}}","divisionId":"{{microGrid}}","kind":"recommended"}""";

    async Task<Guid> NominationAsync() =>
        await MakeAsync(O + "nominations", Nomination(await PersonAsync(), await MicroGridAsync()));

    /// <summary>A village with one group without a leader, and a candidate.</summary>
    async Task<Guid> NominatedAsync()
    {
        var (village, _) = await VillageAsync();
        var group = await GridAsync(await GridAsync(village), "micro-grid");
        await PostAsync(O + "nominations", Nomination(await PersonAsync(), group));
        return village;
    }

    static string Coverage((Guid Person, Guid Village, Guid) member) =>
        $$"""{"personId":"{{member.Person}}","divisionId":"{{member.Village}}","post":"executive-member"}""";

    Dictionary<string, Func<Task<PreparedRequest>>> OfPlaces() =>
        new()
        {
            ["POST /organizations/v1/divisions"] = async () =>
                new(
                    O + "divisions",
                    $$"""{"parentId":"{{(await VillageAsync()).Id}}","kind":"grid","name":"{{Next()}}网格"}"""
                ),
            ["POST /organizations/v1/divisions/{id}/end"] = async () =>
                new($"{O}divisions/{(await VillageAsync()).Id}/end", "{}"),
            ["POST /organizations/v1/division-imports/{id}/apply"] = async () =>
            {
                var (_, code) = await VillageAsync();
                return await ApplyAsync(
                    $"{O}division-imports?effective={Day(Today)}",
                    "division-imports",
                    $"code,name,parentCode\n{code},更名{Next()}村,{FromVisitToJob.Township}\n"
                );
            },
            ["POST /organizations/v1/reorganisations"] = async () => new(O + "reorganisations", await MergeAsync()),
            ["POST /organizations/v1/reorganisations/{id}/apply"] = async () =>
                new($"{O}reorganisations/{await MakeAsync(O + "reorganisations", await MergeAsync())}/apply", "{}"),
            ["POST /organizations/v1/reorganisations/{id}/undo"] = async () =>
            {
                var merge = await MakeAsync(O + "reorganisations", await MergeAsync());
                await PostAsync($"{O}reorganisations/{merge}/apply", "{}", $"{O}reorganisations/{merge}");
                return new($"{O}reorganisations/{merge}/undo", "{}");
            },
        };

    /// <summary>A merge of two grids into one.</summary>
    async Task<string> MergeAsync()
    {
        var (village, _) = await VillageAsync();
        var (one, other) = (await GridAsync(village), await GridAsync(village));
        return $$"""{"kind":"merge","divisionIds":["{{one}}","{{other}}"],"into":"{{one}}"}""";
    }

    /// <summary>A signed-in browser, as the gateway keeps it.</summary>
    Task<int> SignInAsync(Guid id, Guid person) =>
        _platform
            .Databases["organizations"]
            .Execute(
                """
                insert into sign_ins (id, hash, person_id, device, tokens, signed_in_at, renewed_at, ends_at)
                values (@id, sha256(@id::text::bytea), @person, 'Chrome', '', now(), now(), now() + interval '1 hour')
                """,
                new { id, person }
            );
}
