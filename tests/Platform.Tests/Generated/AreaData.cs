using Contracts.Organizations.V1;
using Stories;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>
/// Creates rows of every kind in one area over HTTP, as people of the area. Personal data and data of the area contain
/// the mark; public data (campaigns, postings, classes, names of employers, titles of honours) do not. A new kind of
/// row needs a call here: the tests take the ids of its routes from the rows.
/// </summary>
sealed class AreaData(WholePlatform platform, DirectClient client, long seed, string mark, string top, string village)
{
    const string O = "/organizations/v1/",
        Census = "/census/v1/",
        Training = "/training/v1/",
        Jobs = "/jobs/v1/";

    static readonly DateOnly Today = DateOnly.FromDateTime(
        TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime
    );
    readonly People _people = new(seed);
    Guid _deputy,
        _planner,
        _trainer,
        _adviser,
        _other,
        _organization,
        _household,
        _visit,
        _grid;

    public string Mark => mark;

    /// <summary>Texts that only this area contains: its mark, and the numbers of its people.</summary>
    public IEnumerable<string> Words => _people.Made.SelectMany(p => new[] { p.CitizenId, p.Telephone }).Append(mark);

    public Guid Top { get; private set; }
    public Guid Village { get; private set; }
    public Guid MicroGrid { get; private set; }
    public Guid Officer { get; private set; }
    public Guid Member { get; private set; }
    public Guid Mother { get; private set; }
    public Guid Manager { get; private set; }
    public Guid Employer { get; private set; }
    public Guid Organization => _organization;
    public Guid Appointment { get; private set; }

    /// <summary>The administrator appoints two officers of the area.</summary>
    public async Task AppointOfficersAsync()
    {
        var root = FromVisitToJob.Administrator;
        (Top, Village) = (await DivisionAsync(top), await DivisionAsync(village));
        (Officer, _deputy) = (await RegisterAsync(root), await RegisterAsync(root));
        await AppointAsync(root, Officer, Post.FederationOfficer, Top);
        await AppointAsync(root, _deputy, Post.FederationOfficer, Top);
        await Ledger.SettledAsync(platform);
    }

    /// <summary>The officers create all other rows.</summary>
    /// <exception cref="InvalidOperationException">A request was refused; the message lists all refusals.</exception>
    public async Task FillAsync()
    {
        await StaffAsync();
        await RegisterHouseholdAsync();
        await Ledger.SettledAsync(platform);
        await TeachAsync();
        await EmployAsync();
        List<string> refused = [];
        foreach (
            var fill in new[]
            {
                CoverAsync,
                ReckonAsync,
                OrganizeAsync,
                AllyAsync,
                RunProgrammeAsync,
                RunStudioAsync,
                CampaignAsync,
                ImportAsync,
            }
        )
            try
            {
                await fill();
            }
            catch (InvalidOperationException e)
            {
                refused.Add(e.Message);
            }
        if (refused.Count > 0)
            throw new InvalidOperationException(string.Join('\n', refused));
        await Ledger.SettledAsync(platform);
    }

    async Task StaffAsync()
    {
        (Member, _planner, _trainer, _adviser, _other) = (
            await RegisterAsync(Officer),
            await RegisterAsync(Officer),
            await RegisterAsync(Officer),
            await RegisterAsync(Officer),
            await RegisterAsync(Officer)
        );
        Appointment = await MakeAsync(
            Officer,
            "appointments",
            new
            {
                personId = Member,
                post = Post.ExecutiveMember,
                divisionId = Village,
                validFrom = "2024-01-01",
            }
        );
        await AppointAsync(Officer, _planner, Post.TrainingOfficer, Top);
        await AppointAsync(Officer, _trainer, Post.Trainer, Top);
        await AppointAsync(Officer, _adviser, Post.JobOfficer, Top);
        await client.ChangeAsync(
            HttpMethod.Put,
            Officer,
            $"{O}people/{Member}/photo",
            Request.Png,
            $"{O}people/{Member}"
        );
        await client.ChangeAsync(
            HttpMethod.Put,
            Officer,
            $"{O}people/{Member}/home",
            new
            {
                divisionId = Village,
                longitude = 109.8,
                latitude = 35.6,
            }
        );
        _grid = await MakeAsync(
            Officer,
            "divisions",
            new
            {
                parentId = Village,
                kind = "grid",
                name = "一网格",
            }
        );
        MicroGrid = await MakeAsync(
            Officer,
            "divisions",
            new
            {
                parentId = _grid,
                kind = "micro-grid",
                name = "一微网格",
            }
        );
        await client.ChangeAsync(
            HttpMethod.Put,
            Officer,
            $"{O}divisions/{_grid}/centre",
            new { longitude = 109.8, latitude = 35.6 }
        );
        await Ledger.SettledAsync(platform);
    }

    async Task RegisterHouseholdAsync()
    {
        var (mother, child) = (Marked(_people.Woman(1988)), Marked(_people.Man(2016)));
        var household = await client.PostAsync(
            Member,
            Census + "households",
            new
            {
                divisionId = Village,
                address = $"东街{mark}号",
                type = "family",
                categories = new[] { "jobless" },
                residents = new[]
                {
                    StoryCalls.Resident(mother, "0", "jobless"),
                    StoryCalls.Resident(child, "2", "student"),
                },
            }
        );
        (_household, Mother) = (household.Id, household["residents"][0].GetProperty("id").GetGuid());
        _visit = (
            await client.PostAsync(
                Member,
                Census + "visits",
                new
                {
                    householdId = _household,
                    kind = "visit",
                    visitedAt = TimeProvider.System.GetUtcNow().AddHours(-1),
                    diary = $"{mark}希望白天上班。",
                }
            )
        ).Id;
        await client.PostAsync(
            Member,
            Census + "needs",
            new
            {
                residentId = Mother,
                visitId = _visit,
                kind = "work",
                hours = new[]
                {
                    new
                    {
                        day = 1,
                        from = "09:00",
                        to = "15:00",
                    },
                },
                skills = new[] { "domestic-service" },
                consent = true,
            }
        );
        await client.PostAsync(
            Member,
            $"{Census}residents/{Mother}/disclosures",
            new { fields = new[] { "citizen-id", "telephone" }, reason = $"{mark}核对号码" }
        );
    }

    async Task TeachAsync()
    {
        var course = (
            await client.PostAsync(
                _planner,
                Training + "classes",
                new
                {
                    course = "domestic-service",
                    divisionId = Top,
                    name = "家政服务班",
                    startsOn = Today,
                    endsOn = Today,
                    capacity = 20,
                    passMark = 60,
                    attendanceRequired = 0.8,
                    lessons = new[] { StoryCalls.Lesson(Today, "09:00", "10:30") },
                }
            )
        ).Id;
        var enrolment = (
            await client.PostAsync(_planner, $"{Training}classes/{course}/enrolments", new { personId = Mother })
        ).Id;
        await client.PostAsync(
            _trainer,
            $"{Training}classes/{course}/lessons/1/attendance",
            new { present = new[] { enrolment }, absent = Array.Empty<Guid>() }
        );
        await client.PostAsync(_trainer, $"{Training}enrolments/{enrolment}/assessment", new { score = 88 });
        await client.PostAsync(_planner, $"{Training}enrolments/{enrolment}/certificate", new { });
        await Ledger.SettledAsync(platform);
    }

    async Task EmployAsync()
    {
        Employer = (
            await client.PostAsync(
                _adviser,
                Jobs + "employers",
                new
                {
                    creditCode = _people.CreditCode(),
                    name = "好帮手家政服务有限公司",
                    divisionId = Top,
                }
            )
        ).Id;
        Manager = await RegisterAsync(Officer);
        await Ledger.SettledAsync(platform);
        await MakeAsync(
            Officer,
            "appointments",
            new
            {
                personId = Manager,
                post = Post.EmployerManager,
                organizationId = Employer,
            }
        );
        await Ledger.SettledAsync(platform);
        var posting = (
            await client.PostAsync(
                Manager,
                Jobs + "postings",
                new
                {
                    title = "家政服务员",
                    divisionId = Top,
                    skills = new[] { "domestic-service" },
                    hours = new[]
                    {
                        new
                        {
                            day = 1,
                            from = "09:00",
                            to = "14:30",
                        },
                    },
                    wageFrom = 3200,
                    wageTo = 4200,
                    openings = 2,
                    description = "包培训。",
                    flexible = true,
                }
            )
        ).Id;
        await client.ChangeAsync(
            HttpMethod.Put,
            Mother,
            Jobs + "me/profile/consent",
            new { given = true },
            Jobs + "me/profile"
        );
        var referral = (
            await client.PostAsync(_adviser, Jobs + "referrals", new { personId = Mother, postingId = posting })
        ).Id;
        await client.PostAsync(Manager, $"{Jobs}referrals/{referral}/hire", new { startedOn = Today });
        await Ledger.SettledAsync(platform);
    }

    async Task CoverAsync()
    {
        await MakeAsync(
            Officer,
            "coverages",
            new
            {
                personId = Member,
                householdId = _household,
                post = Post.ExecutiveMember,
            }
        );
        await MakeAsync(
            Officer,
            "nominations",
            new
            {
                personId = Member,
                divisionId = MicroGrid,
                kind = "recommended",
            }
        );
        await MakeAsync(Officer, "concurrent-posts/previews", new { divisionId = Top });
        // Other tests on this platform add grids to the village.
        var below = await client.GetAsync(Officer, $"{O}divisions?parentId={Village}&limit=100");
        await MakeAsync(
            Officer,
            "reorganisations",
            new
            {
                kind = "split",
                divisionId = Village,
                parts = new[]
                {
                    new
                    {
                        code = $"{village.AsSpan(0, 9)}981",
                        name = $"{mark}东社区",
                        rest = true,
                        children = below["items"].EnumerateArray().Select(d => d.GetProperty("id").GetGuid()).ToArray(),
                    },
                    new
                    {
                        code = $"{village.AsSpan(0, 9)}982",
                        name = $"{mark}西社区",
                        rest = false,
                        children = Array.Empty<Guid>(),
                    },
                },
            }
        );
    }

    async Task ReckonAsync()
    {
        var merit = await MakeAsync(Officer, $"people/{Member}/merits", new { points = 5, reason = $"{mark}防汛值守" });
        await client.PostAsync(_deputy, $"{O}merits/{merit}/decide", new { approve = true }, "\"v1\"");
        await MakeAsync(
            Officer,
            $"people/{Member}/services",
            new
            {
                householdId = _household,
                servedOn = Today.AddDays(-1),
                note = $"{mark}送教上门",
            }
        );
        await MakeAsync(Officer, $"people/{Member}/model-women", new { personId = _other });
        var appraisal = await MakeAsync(
            Officer,
            "appraisals",
            new
            {
                divisionId = Top,
                year = Today.Year,
                post = Post.ExecutiveMember,
            }
        );
        var seen = await client.GetAsync(Officer, $"{O}appraisals/{appraisal}");
        await client.PostAsync(Officer, $"{O}appraisals/{appraisal}/publish", new { }, seen.Tag);
        await MakeAsync(Member, $"appraisals/{appraisal}/appeals", new { reason = $"{mark}漏计一次" });
        await MakeAsync(
            Officer,
            "honours",
            new
            {
                personId = _other,
                title = "巾帼先进典型",
                category = "model",
                divisionId = Top,
                awardedOn = Today.AddDays(-1),
            }
        );
    }

    async Task OrganizeAsync()
    {
        _organization = await MakeAsync(
            Officer,
            "organizations",
            new
            {
                kind = "association",
                name = $"{mark}巾帼协会",
                divisionId = Top,
            }
        );
        await MakeAsync(
            Officer,
            $"organizations/{_organization}/documents",
            new
            {
                kind = "other",
                title = $"{mark}批复",
                number = "1号",
                uri = "https://example.org/d",
                datedOn = "2024-03-01",
            }
        );
        await client.PostAsync(
            Officer,
            $"{O}organizations/{_organization}/members",
            new { members = new[] { new { personId = _other, role = "ordinary-member" } } }
        );
        var congress = await MakeAsync(
            Officer,
            "congresses",
            new
            {
                organizationId = _organization,
                kind = "first",
                title = $"{mark}第一次代表大会",
                heldOn = "2024-03-01",
                charter = new { title = $"{mark}章程", uri = "https://example.org/z" },
            }
        );
        var term = await MakeAsync(
            Officer,
            "terms",
            new
            {
                congressId = congress,
                startsOn = "2024-03-01",
                years = 5,
            }
        );
        var election = await MakeAsync(
            Officer,
            "elections",
            new
            {
                termId = term,
                post = Post.CouncilMember,
                seats = 4,
                heldOn = Today,
            }
        );
        await client.PostAsync(
            Officer,
            $"{O}elections/{election}/candidates",
            new { personIds = new[] { _other } },
            (await client.GetAsync(Officer, $"{O}elections/{election}")).Tag
        );
    }

    async Task AllyAsync()
    {
        var alliance = await MakeAsync(
            Officer,
            "alliances",
            new
            {
                name = $"{mark}联盟",
                divisionId = Top,
                validFrom = "2024-01-01",
            }
        );
        var member = await MakeAsync(
            Officer,
            $"alliances/{alliance}/members",
            new { organizationId = _organization, validFrom = "2024-01-01" }
        );
        await client.ChangeAsync(
            HttpMethod.Put,
            Officer,
            $"{O}alliances/{alliance}/rotation",
            new
            {
                startsOn = "2024-01-01",
                termMonths = 6,
                order = new[] { member },
            },
            $"{O}alliances/{alliance}"
        );
        await MakeAsync(
            Officer,
            $"alliances/{alliance}/meetings",
            new
            {
                heldOn = "2024-04-10",
                place = $"{mark}会议室",
                agenda = new[] { "项目" },
                minutes = $"{mark}议定一件事。",
                attendance = new[] { new { memberId = member, present = true } },
                decisions = new[]
                {
                    new
                    {
                        task = $"{mark}拟定清单",
                        memberId = member,
                        dueOn = "2024-05-31",
                    },
                },
            }
        );
    }

    async Task RunProgrammeAsync()
    {
        var programme = await MakeAsync(
            Officer,
            "programmes",
            new
            {
                ownerId = _organization,
                kind = "action",
                name = $"{mark}行动",
                field = "家庭",
                startsOn = "2024-01-01",
                endsOn = "2024-12-31",
                status = "running",
            }
        );
        var sessions = await client.PostAsync(
            Officer,
            $"{O}programmes/{programme}/sessions",
            new
            {
                sessions = new[]
                {
                    new
                    {
                        heldOn = "2024-04-10",
                        place = $"{mark}礼堂",
                        kind = "class",
                        headcount = 30,
                        staffIds = new[] { Member },
                    },
                },
            }
        );
        await client.PostAsync(
            Officer,
            $"{O}sessions/{sessions["ids"][0].GetGuid()}/participations",
            new { personIds = new[] { _other } }
        );
    }

    async Task RunStudioAsync()
    {
        var studio = await MakeAsync(
            Officer,
            "studios",
            new
            {
                name = $"{mark}工作室",
                divisionId = Top,
                leaderId = Member,
                field = "机械",
                foundedOn = "2023-01-01",
            }
        );
        await MakeAsync(
            Officer,
            $"studios/{studio}/results",
            new
            {
                contractNumber = $"{mark}1号",
                name = $"{mark}夹具",
                recipient = "某厂",
                transferredOn = "2024-04-10",
                value = 10,
            }
        );
        await MakeAsync(
            Officer,
            $"studios/{studio}/apprenticeships",
            new
            {
                masterId = Member,
                apprenticeId = _other,
                craft = "钳工",
                startsOn = "2024-01-01",
            }
        );
        await MakeAsync(
            Officer,
            $"studios/{studio}/promotions",
            new
            {
                personId = _other,
                grade = "technician",
                promotedOn = "2024-06-01",
            }
        );
        await MakeAsync(Officer, $"studios/{studio}/grants", new { amount = 5000 });
        var selection = await MakeAsync(
            Officer,
            "studio-selections",
            new
            {
                divisionId = Top,
                level = "model",
                year = 2024,
                standards = new[] { new { criterion = "members", least = 1 } },
            }
        );
        await client.PostAsync(
            Officer,
            $"{O}studio-selections/{selection}/candidates",
            new { studioIds = new[] { studio } },
            (await client.GetAsync(Officer, $"{O}studio-selections/{selection}")).Tag
        );
    }

    async Task CampaignAsync()
    {
        var campaign = await MakeAsync(
            Officer,
            "campaigns",
            new
            {
                name = "最美庭院",
                divisionId = Top,
                startsOn = "2024-01-01",
                endsOn = "2099-12-31",
                levels = new[]
                {
                    new
                    {
                        name = "village",
                        title = "最美庭院",
                        quota = 1,
                    },
                },
            }
        );
        await client.PostAsync(
            Officer,
            $"{O}campaigns/{campaign}/participations",
            new { householdIds = new[] { _household } }
        );
        await client.PostAsync(
            Officer,
            $"{O}campaigns/{campaign}/selections",
            new
            {
                level = "village",
                items = new[]
                {
                    new
                    {
                        householdId = _household,
                        score = 90,
                        reason = $"{mark}整洁",
                    },
                },
            }
        );
        await client.PostAsync(
            Officer,
            $"{O}campaigns/{campaign}/participation-imports",
            $"householdId\n{_household}\n"
        );
    }

    /// <summary>Each file has a valid and an invalid row, so that an error file exists.</summary>
    async Task ImportAsync()
    {
        var (good, bad) = (Marked(_people.Woman(1970)), Marked(_people.Woman(1971)));
        await client.PostAsync(
            Officer,
            O + "people-imports",
            $"name,telephone,citizenId\n{good.Name},{good.Telephone},{good.CitizenId}\n"
                + $"{bad.Name},{bad.Telephone},{bad.CitizenId[..^1]}Z\n"
        );
        await client.PostAsync(
            Officer,
            O + "appointment-imports",
            $"name,telephone,post,divisionCode\n{bad.Name},{bad.Telephone},{mark},{village}\n"
        );
        await client.PostAsync(
            Officer,
            O + "division-imports?effective=2026-01-01",
            $"code,name,parentCode\n{village},{mark}社区,{top}\n"
        );
    }

    Citizen Marked(Citizen person) => person with { Name = person.Name + mark };

    async Task<Guid> DivisionAsync(string code) => (await client.GetAsync(null, $"{O}divisions/by-code/{code}")).Id;

    Task<Guid> RegisterAsync(Guid by)
    {
        var person = Marked(_people.Woman(1985));
        return MakeAsync(
            by,
            "people",
            new
            {
                name = person.Name,
                telephone = person.Telephone,
                citizenId = person.CitizenId,
            }
        );
    }

    Task<Guid> AppointAsync(Guid by, Guid person, string post, Guid division) =>
        MakeAsync(
            by,
            "appointments",
            new
            {
                personId = person,
                post,
                divisionId = division,
            }
        );

    async Task<Guid> MakeAsync(Guid by, string path, object body) => (await client.PostAsync(by, O + path, body)).Id;
}
