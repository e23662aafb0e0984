using System.Globalization;
using System.Net;
using Contracts.Organizations.V1;

namespace Stories;

/// <summary>
/// A story through all four services: an executive member visits a family and opens the mother's need for work; the
/// mother is trained, certified, matched, referred and hired, and the need closes with its outcome. Each step is sent
/// through the gateway by the person in charge, and checks the answers.
/// </summary>
public sealed class FromVisitToJob
{
    public const string County = "610631000000",
        Township = "610631100000",
        Community = "610631100001";
    public static readonly Guid Administrator = Guid.Parse("00000000-0000-7000-8000-000000000001");
    static readonly object[] SchoolHours =
    [
        .. Enumerable
            .Range(1, 5)
            .Select(day => new
            {
                day,
                from = "09:00",
                to = "15:00",
            }),
    ];

    readonly PlatformClient _client;
    readonly TimeProvider _clock;
    readonly Citizen _officer,
        _member,
        _planner,
        _trainer,
        _adviser,
        _manager,
        _father,
        _mother,
        _daughter,
        _son;
    readonly string _creditCode,
        _mark;
    Guid _county,
        _township,
        _community,
        _officerId,
        _memberId,
        _plannerId,
        _trainerId,
        _adviserId,
        _managerId;
    Guid _household,
        _motherId,
        _visit,
        _need,
        _class,
        _enrolment,
        _employer,
        _fitting,
        _evening,
        _referral;
    string _verification = "";

    public FromVisitToJob(PlatformClient client, long seed, TimeProvider clock)
    {
        (_client, _clock) = (client, clock);
        Invented = new People(seed);
        _officer = Invented.Woman(1979);
        _member = Invented.Woman(1984);
        _planner = Invented.Woman(1986);
        _trainer = Invented.Woman(1975);
        _adviser = Invented.Woman(1990);
        _manager = Invented.Man(1982);
        _father = Invented.Man(1985);
        _mother = Invented.Woman(1987);
        _daughter = Invented.Woman(2015, _father.Surname);
        _son = Invented.Man(2018, _father.Surname);
        _creditCode = Invented.CreditCode();
        _mark = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(seed % 1_000_000):000000}");
        Steps =
        [
            new(
                "appoint-officer",
                "平台管理员",
                "县妇联干部到任",
                "the administrator appoints the county federation's officer",
                AppointOfficerAsync
            ),
            new(
                "register-people",
                "县妇联干部",
                "登记工作人员",
                "the officer registers the workers",
                RegisterPeopleAsync
            ),
            new(
                "appoint-people",
                "县妇联干部",
                "任命执委、培训干部、培训师、就业干部",
                "the officer appoints executive member, training officer, trainer and job officer",
                AppointPeopleAsync
            ),
            new(
                "register-household",
                "执委",
                "在城东社区登记一户四口",
                "the executive member registers a household of four",
                RegisterHouseholdAsync
            ),
            new(
                "record-visit",
                "执委",
                "入户走访，写民情日记",
                "the executive member visits and writes the diary",
                RecordVisitAsync
            ),
            new(
                "open-need",
                "执委",
                "母亲待业，登记就业需求（接送孩子的时段）",
                "the executive member opens the mother's need for work, in school hours",
                OpenNeedAsync
            ),
            new(
                "see-learner",
                "培训干部",
                "看到该学员在等待培训",
                "the training officer sees the learner waiting",
                SeeLearnerAsync
            ),
            new(
                "open-class",
                "培训干部",
                "开办家政服务班",
                "the training officer opens a domestic-service class",
                OpenClassAsync
            ),
            new("enrol", "培训干部", "为该学员报名", "the training officer enrols the learner", EnrolAsync),
            new("see-training", "执委", "台账显示该居民正在培训", "the ledger shows the resident in training", () =>
                NeedBecomesAsync("in-training")
            ),
            new("attend", "培训师", "三次课全部签到", "the trainer takes attendance of all lessons", AttendAsync),
            new("assess", "培训师", "考核通过", "the trainer assesses the learner: passed", AssessAsync),
            new("certify", "培训干部", "颁发证书", "the training officer issues the certificate", CertifyAsync),
            new("verify", "任何人", "扫码验证证书", "a visitor verifies the certificate", VerifyAsync),
            new(
                "register-employer",
                "就业干部",
                "登记用人单位",
                "the job officer registers an employer",
                RegisterEmployerAsync
            ),
            new(
                "appoint-manager",
                "县妇联干部",
                "任命单位招聘负责人",
                "the officer appoints the manager of the employer",
                AppointManagerAsync
            ),
            new(
                "publish-postings",
                "用人单位",
                "发布两个岗位，一个适合带娃，一个是晚班",
                "the employer publishes two postings: one in school hours, one in the evening",
                PublishPostingsAsync
            ),
            new(
                "consent",
                "求职者本人",
                "同意公开求职档案",
                "the mother consents to the publication of the profile",
                ConsentAsync
            ),
            new("see-profile", "就业干部", "求职档案中有该证书", "the profile shows the certificate", SeeProfileAsync),
            new(
                "match",
                "就业干部",
                "匹配：适合的岗位排第一，并说明理由",
                "matching lists the fitting posting first, with reasons",
                MatchAsync
            ),
            new("refer", "就业干部", "推荐该求职者", "the job officer refers the candidate", ReferAsync),
            new(
                "hire",
                "用人单位",
                "看到推荐并录用",
                "the employer sees the referral and hires the candidate",
                HireAsync
            ),
            new(
                "see-outcome",
                "执委",
                "台账：需求已办结，结果为就业",
                "the ledger shows the need closed: employed",
                SeeOutcomeAsync
            ),
            new(
                "see-points",
                "县妇联干部",
                "执委、培训干部、就业干部获得积分",
                "executive member, training officer and job officer have their points",
                SeePointsAsync
            ),
        ];
    }

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>All people of the story.</summary>
    public People Invented { get; }

    /// <summary>Ids of the people and records; complete after the last step.</summary>
    public StoryIds Ids =>
        new(
            _officerId,
            _memberId,
            _plannerId,
            _trainerId,
            _adviserId,
            _managerId,
            _motherId,
            _household,
            _need,
            _class,
            _employer,
            _fitting,
            _evening,
            _mark,
            _creditCode
        );

    DateOnly Today => DateOnly.FromDateTime(_clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    async Task AppointOfficerAsync()
    {
        (_county, _township, _community) = (
            await _client.DivisionAsync(County),
            await _client.DivisionAsync(Township),
            await _client.DivisionAsync(Community)
        );
        _officerId = await _client.RegisterAsync(Administrator, _officer);
        await _client.AppointAsync(Administrator, _officerId, Post.FederationOfficer, _county);
        await _client.LetInAsync(_officerId, $"/organizations/v1/people/{_officerId}");
    }

    async Task RegisterPeopleAsync()
    {
        _memberId = await _client.RegisterAsync(_officerId, _member);
        _plannerId = await _client.RegisterAsync(_officerId, _planner);
        _trainerId = await _client.RegisterAsync(_officerId, _trainer);
        _adviserId = await _client.RegisterAsync(_officerId, _adviser);
        _managerId = await _client.RegisterAsync(_officerId, _manager);
    }

    async Task AppointPeopleAsync()
    {
        await _client.AppointAsync(_officerId, _memberId, Post.ExecutiveMember, _community);
        await _client.AppointAsync(_officerId, _plannerId, Post.TrainingOfficer, _county);
        await _client.AppointAsync(_officerId, _trainerId, Post.Trainer, _county);
        await _client.AppointAsync(_officerId, _adviserId, Post.JobOfficer, _county);
        await _client.LetInAsync(_memberId, "/census/v1/households");
        await _client.LetInAsync(_plannerId, "/training/v1/learners?state=waiting");
        await _client.LetInAsync(_trainerId, "/training/v1/classes");
        await _client.LetInAsync(_adviserId, $"/jobs/v1/profiles/{Guid.Empty}");
    }

    async Task RegisterHouseholdAsync()
    {
        var household = new
        {
            divisionId = _community,
            address = $"城东社区东关街{_mark}号",
            type = "family",
            categories = new[] { "jobless" },
            residents = new[]
            {
                StoryCalls.Resident(_father, "0", "employed"),
                StoryCalls.Resident(_mother, "1", "jobless"),
                StoryCalls.Resident(_daughter, "3", "student"),
                StoryCalls.Resident(_son, "2", "student"),
            },
        };
        // The event of the division tree may reach Census after that of the appointment.
        var answer = await _client.EventuallyAsync(
            "Census has the community",
            () => _client.PostAsync(_memberId, "/census/v1/households", household),
            a => a.Status != HttpStatusCode.BadRequest
        );
        _household = answer.Expect(HttpStatusCode.Created).Id;
        var residents = answer["residents"].EnumerateArray().ToList();
        StoryException.Unless(residents.Count == 4, "four residents were registered");
        _motherId = residents[1].GetProperty("id").GetGuid();
        var shown = (await _client.GetAsync(_memberId, $"/census/v1/residents/{_motherId}")).Expect(HttpStatusCode.OK);
        StoryException.Unless(
            !shown.Text.Contains(_mother.CitizenId, StringComparison.Ordinal)
                && !shown.Text.Contains(_mother.Telephone, StringComparison.Ordinal),
            "numbers of a resident are masked"
        );
    }

    async Task RecordVisitAsync()
    {
        var answer = await _client.PostAsync(
            _memberId,
            "/census/v1/visits",
            new
            {
                householdId = _household,
                kind = "visit",
                visitedAt = _clock.GetUtcNow().AddHours(-1),
                diary = "母亲没有工作，两个孩子在上小学，希望白天上班、不上晚班。",
            }
        );
        _visit = answer.Expect(HttpStatusCode.Created).Id;
    }

    async Task OpenNeedAsync()
    {
        var answer = await _client.PostAsync(
            _memberId,
            "/census/v1/needs",
            new
            {
                residentId = _motherId,
                visitId = _visit,
                kind = "work",
                hours = SchoolHours,
                skills = new[] { "domestic-service" },
                consent = true,
            }
        );
        _need = answer.Expect(HttpStatusCode.Created).Id;
        StoryException.Unless((await NeedAsync()).State == "open", "the need is open");
        // Jobs gets the need from Census and the certificate from Training. Waits for the need, for the other order
        // would leave another history, which is also valid.
        await _client.EventuallyAsync(
            "the profile of the mother exists, hidden until consent",
            () => _client.GetAsync(_motherId, "/jobs/v1/me/profile"),
            a => a.IsSuccess && !a["consent"].GetBoolean()
        );
    }

    async Task SeeLearnerAsync()
    {
        var list = await _client.EventuallyAsync(
            "the learner waits for a class",
            () => _client.GetAsync(_plannerId, "/training/v1/learners?state=waiting&limit=500"),
            a => a.IsSuccess && a.Items.Any(l => l.GetProperty("personId").GetGuid() == _motherId)
        );
        StoryException.Unless(
            !list.Text.Contains(_mother.Name, StringComparison.Ordinal),
            "names of learners are masked"
        );
    }

    async Task OpenClassAsync()
    {
        var today = Today;
        var answer = await _client.PostAsync(
            _plannerId,
            "/training/v1/classes",
            new
            {
                course = "domestic-service",
                divisionId = _county,
                name = $"家政服务班{_mark}",
                startsOn = today,
                endsOn = today,
                capacity = 20,
                passMark = 60,
                attendanceRequired = 0.8,
                lessons = new[]
                {
                    StoryCalls.Lesson(today, "09:00", "10:30"),
                    StoryCalls.Lesson(today, "10:45", "12:00"),
                    StoryCalls.Lesson(today, "13:00", "14:45"),
                },
            }
        );
        _class = answer.Expect(HttpStatusCode.Created).Id;
    }

    async Task EnrolAsync()
    {
        var answer = await _client.PostAsync(
            _plannerId,
            $"/training/v1/classes/{_class}/enrolments",
            new { personId = _motherId }
        );
        _enrolment = answer.Expect(HttpStatusCode.Created).Id;
    }

    async Task AttendAsync()
    {
        for (var lesson = 1; lesson <= 3; lesson++)
        {
            var answer = await _client.PostAsync(
                _trainerId,
                $"/training/v1/classes/{_class}/lessons/{lesson}/attendance",
                new { present = new[] { _enrolment }, absent = Array.Empty<Guid>() }
            );
            StoryException.Unless(answer.IsSuccess, $"attendance of lesson {lesson}: {answer.Text}");
        }
    }

    async Task AssessAsync()
    {
        var answer = await _client.PostAsync(
            _trainerId,
            $"/training/v1/enrolments/{_enrolment}/assessment",
            new { score = 88 }
        );
        StoryException.Unless(answer.IsSuccess && answer["passed"].GetBoolean(), $"the learner passed: {answer.Text}");
    }

    async Task CertifyAsync() =>
        _verification = (
            await _client.PostAsync(_plannerId, $"/training/v1/enrolments/{_enrolment}/certificate", new { })
        )
            .Expect(HttpStatusCode.Created)["verification"]
            .GetString()!;

    async Task VerifyAsync()
    {
        var path = $"/training/v1/certificates/verify/{_verification}";
        var json = (await _client.GetAsync(null, path)).Expect(HttpStatusCode.OK);
        StoryException.Unless(
            json.Text.Contains("domestic-service", StringComparison.Ordinal)
                && !json.Text.Contains(_mother.Name, StringComparison.Ordinal),
            $"course shown, name masked: {json.Text}"
        );
        foreach (var page in new[] { path, $"/verify/{_verification}" })
        {
            var html = (await _client.GetAsync(null, page, "text/html")).Expect(HttpStatusCode.OK);
            StoryException.Unless(
                html.MediaType == "text/html" && html.Text.Contains("家政服务", StringComparison.Ordinal),
                $"{page} is a page that names the course"
            );
        }
        (await _client.GetAsync(null, path[..^4] + "none", "text/html")).Expect(HttpStatusCode.NotFound);
        await NeedBecomesAsync("trained");
    }

    async Task RegisterEmployerAsync()
    {
        var answer = await _client.PostAsync(
            _adviserId,
            "/jobs/v1/employers",
            new
            {
                creditCode = _creditCode,
                name = $"黄龙县好帮手家政服务有限公司{_mark}",
                divisionId = _county,
            }
        );
        _employer = answer.Expect(HttpStatusCode.Created).Id;
    }

    async Task AppointManagerAsync()
    {
        await _client.EventuallyAsync(
            "Organizations has the employer",
            () => _client.GetAsync(_officerId, $"/organizations/v1/organizations/{_employer}"),
            a => a.IsSuccess
        );
        var answer = await _client.PostAsync(
            _officerId,
            "/organizations/v1/appointments",
            new
            {
                personId = _managerId,
                post = Post.EmployerManager,
                organizationId = _employer,
            }
        );
        answer.Expect(HttpStatusCode.Created);
        await _client.LetInAsync(_managerId, $"/jobs/v1/employers/{_employer}");
    }

    async Task PublishPostingsAsync()
    {
        object[] day =
        [
            .. Enumerable
                .Range(1, 5)
                .Select(d => new
                {
                    day = d,
                    from = "09:00",
                    to = "14:30",
                }),
        ];
        object[] night =
        [
            .. Enumerable
                .Range(1, 7)
                .Select(d => new
                {
                    day = d,
                    from = "18:00",
                    to = "23:30",
                }),
        ];
        _evening = await PublishAsync("酒店晚班保洁", night, 3000, 3500, flexible: false);
        _fitting = await PublishAsync("家政服务员（妈妈岗）", day, 3200, 4200, flexible: true);
    }

    async Task ConsentAsync()
    {
        var profile = await _client.EventuallyAsync(
            "the own profile has the certificate",
            () => _client.GetAsync(_motherId, "/jobs/v1/me/profile"),
            a => a.IsSuccess && a["certificates"].GetArrayLength() == 1
        );
        // After a lost reply the consent is given and the version has changed: read the profile before the next try.
        for (var attempt = 1; !profile["consent"].GetBoolean(); attempt++)
        {
            StoryException.Unless(attempt <= 5, "the consent is stored");
            var answer = await _client.PutAsync(
                _motherId,
                "/jobs/v1/me/profile/consent",
                new { given = true },
                profile.ETag!
            );
            StoryException.Unless(
                answer.IsSuccess || answer.Status == HttpStatusCode.PreconditionFailed,
                $"consent: {answer.Text}"
            );
            profile = (await _client.GetAsync(_motherId, "/jobs/v1/me/profile")).Expect(HttpStatusCode.OK);
        }
    }

    Task SeeProfileAsync() =>
        _client.EventuallyAsync(
            "the profile shows the certificate",
            () => _client.GetAsync(_adviserId, $"/jobs/v1/profiles/{_motherId}"),
            a =>
                a.IsSuccess
                && a["certificates"]
                    .EnumerateArray()
                    .Any(c => c.GetProperty("course").GetString() == "domestic-service")
        );

    async Task MatchAsync()
    {
        var matches = (await _client.GetAsync(_adviserId, $"/jobs/v1/profiles/{_motherId}/matches"))
            .Expect(HttpStatusCode.OK)
            .Items;
        var mine = matches
            .Where(m => m.GetProperty("postingId").GetGuid() is var id && (id == _fitting || id == _evening))
            .ToList();
        StoryException.Unless(
            mine.Count > 0 && mine[0].GetProperty("postingId").GetGuid() == _fitting,
            "the posting in school hours comes first"
        );
        var reasons = mine[0]
            .GetProperty("reasons")
            .EnumerateArray()
            .Select(r => r.GetProperty("code").GetString())
            .ToList();
        StoryException.Unless(
            reasons.Contains("hours") && reasons.Contains("certificate"),
            "hours and certificate are among the reasons: " + string.Join(", ", reasons)
        );
    }

    async Task ReferAsync()
    {
        var answer = await _client.PostAsync(
            _adviserId,
            "/jobs/v1/referrals",
            new { personId = _motherId, postingId = _fitting }
        );
        _referral = answer.Expect(HttpStatusCode.Created).Id;
    }

    async Task HireAsync()
    {
        var referrals = (await _client.GetAsync(_managerId, "/jobs/v1/referrals")).Expect(HttpStatusCode.OK).Items;
        StoryException.Unless(
            referrals.Count == 1 && referrals[0].GetProperty("id").GetGuid() == _referral,
            "the employer sees the one referral"
        );
        var answer = await _client.PostAsync(
            _managerId,
            $"/jobs/v1/referrals/{_referral}/hire",
            new { startedOn = Today }
        );
        StoryException.Unless(
            answer.IsSuccess && answer["placementId"].GetGuid() != Guid.Empty,
            $"the candidate is hired: {answer.Text}"
        );
    }

    async Task SeeOutcomeAsync()
    {
        await NeedBecomesAsync("closed");
        StoryException.Unless((await NeedAsync()).Outcome == "employed", "the outcome is employment");
        StoryException.Unless(
            (await _client.GetAsync(_motherId, "/census/v1/me/needs")).Expect(HttpStatusCode.OK).Items.Count == 1,
            "the mother sees the own need"
        );
    }

    async Task SeePointsAsync()
    {
        await PointsAsync(_memberId, 4);
        await PointsAsync(_plannerId, 1);
        await PointsAsync(_adviserId, 1);
    }

    async Task<Guid> PublishAsync(string title, object[] hours, int wageFrom, int wageTo, bool flexible)
    {
        var answer = await _client.PostAsync(
            _managerId,
            "/jobs/v1/postings",
            new
            {
                title,
                divisionId = _township,
                skills = new[] { "domestic-service" },
                hours,
                wageFrom,
                wageTo,
                openings = 1,
                description = "包培训，交通方便。",
                flexible,
            }
        );
        return answer.Expect(HttpStatusCode.Created).Id;
    }

    async Task<(string? State, string? Outcome)> NeedAsync()
    {
        var need = (await _client.GetAsync(_memberId, $"/census/v1/needs/{_need}")).Expect(HttpStatusCode.OK);
        return (
            need["state"].GetString(),
            need.Body.TryGetProperty("outcome", out var outcome) ? outcome.GetString() : null
        );
    }

    Task NeedBecomesAsync(string state) =>
        _client.EventuallyAsync(
            $"the need is {state}",
            () => _client.GetAsync(_memberId, $"/census/v1/needs/{_need}"),
            a => a.IsSuccess && a["state"].GetString() == state
        );

    Task PointsAsync(Guid person, int entries) =>
        _client.EventuallyAsync(
            "points are given",
            () => _client.GetAsync(_officerId, $"/organizations/v1/people/{person}/points"),
            a => a.IsSuccess && a["entries"].GetArrayLength() >= entries
        );
}
