using Contracts;
using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Contracts.Training.V1;
using Testing;

namespace Jobs.Tests;

/// <summary>A province with one county, township and community, and the county's job officer.</summary>
sealed class Scene
{
    const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static int _organizations = 100_000;

    public static readonly WorkingHours[] SchoolHours =
    [
        .. Enumerable.Range(1, 5).Select(day => new WorkingHours(day, new(9, 0), new(15, 0))),
    ];

    public required TestService Service { get; init; }
    public required Area County { get; init; }
    public required Area Community { get; init; }
    public required Client Officer { get; init; }

    public DateOnly Today => DateOnly.FromDateTime(Service.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    public static async Task<Scene> CreateAsync(ServiceFixture fixture)
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var since = new DateOnly(2023, 6, 30);
        var province = new Area(Guid.CreateVersion7(), null, mark, "610000000000", "陕西省", 1, since);
        var county = new Area(Guid.CreateVersion7(), province.Id, mark + "aa", "610631000000", "黄龙县", 3, since);
        var township = new Area(Guid.CreateVersion7(), county.Id, mark + "aabb", "610631100000", "石堡镇", 4, since);
        var community = new Area(
            Guid.CreateVersion7(),
            township.Id,
            mark + "aabbcc",
            "610631100001",
            "城东社区居委会",
            5,
            since
        );
        await fixture.Service.Deliver(
            new DivisionsPublished(Guid.CreateVersion7(), 1, 1, 1, [province, county, township, community])
        );
        return new()
        {
            Service = fixture.Service,
            County = county,
            Community = community,
            Officer = await fixture.Service.Holder(Post.JobOfficer, county.Key),
        };
    }

    /// <summary>An unused credit code with a valid check character.</summary>
    public static string CreditCode() => CreditCode(Interlocked.Increment(ref _organizations));

    public static string CreditCode(int organization)
    {
        var first = $"91610631MA{organization:0000000}";
        var (sum, weight) = (0, 1);
        foreach (var c in first)
            (sum, weight) = (sum + Alphabet.IndexOf(c, StringComparison.Ordinal) * weight, weight * 3 % 31);
        return first + Alphabet[(31 - sum % 31) % 31];
    }

    public async Task<(Guid Person, Guid Need)> OpenNeed(
        string name = "王秀兰",
        Guid? person = null,
        WorkingHours[]? hours = null
    )
    {
        var (who, need) = (person ?? Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.Deliver(sealer => new NeedOpened(
            need,
            who,
            Guid.CreateVersion7(),
            Community.Key,
            "work",
            sealer.Seal("name", name),
            hours ?? SchoolHours,
            ["domestic-service"],
            Guid.CreateVersion7()
        ));
        return (who, need);
    }

    public Task CloseNeed(Guid need, Guid person, string outcome = "employed") =>
        Service.Deliver(
            new NeedClosed(need, person, Community.Key, outcome, Guid.CreateVersion7(), Service.Clock.GetUtcNow())
        );

    public async Task<CertificateIssued> Certify(Guid person, string course = "domestic-service")
    {
        var issued = new CertificateIssued(
            Guid.CreateVersion7(),
            person,
            null,
            Guid.CreateVersion7(),
            course,
            course == "domestic-service" ? "家政服务" : course,
            "JN" + Guid.NewGuid().ToString("N")[..18],
            Guid.NewGuid().ToString("N"),
            Today,
            Guid.CreateVersion7()
        );
        await Service.Deliver(issued);
        return issued;
    }

    public Task Revoke(CertificateIssued issued) =>
        Service.Deliver(
            new CertificateRevoked(
                issued.CertificateId,
                issued.PersonId,
                issued.NeedId,
                issued.EnrolmentId,
                issued.Course,
                issued.Number,
                Today,
                "fraud",
                issued.IssuedBy
            )
        );

    public async Task<Answer> Consent(Guid person, bool given = true)
    {
        var candidate = Service.As(person);
        var profile = (await candidate.Get("/jobs/v1/me/profile")).Expect(200);
        return (await candidate.Put("/jobs/v1/me/profile/consent", new { given }, profile.ETag)).Expect(200);
    }

    /// <summary>An employer of the county and its manager.</summary>
    public async Task<(Guid Employer, Client Manager)> Employ(string name = "好帮手家政")
    {
        var employer = (
            await Officer.Post(
                "/jobs/v1/employers",
                new
                {
                    creditCode = CreditCode(),
                    name,
                    divisionId = County.Id,
                }
            )
        ).Expect(201).Id;
        return (employer, await Service.Holder(Post.EmployerManager, organization: employer));
    }

    public object Posting(
        string title = "家政服务员",
        int openings = 1,
        string from = "09:00",
        string to = "14:30",
        bool flexible = false,
        string[]? skills = null,
        int wageFrom = 3200
    ) =>
        new
        {
            title,
            divisionId = Community.Id,
            skills = skills ?? ["domestic-service"],
            hours = Enumerable
                .Range(1, 5)
                .Select(day => new
                {
                    day,
                    from,
                    to,
                }),
            wageFrom,
            wageTo = wageFrom + 1000,
            openings,
            description = "包培训，交通方便。",
            flexible,
        };

    public async Task<Guid> Publish(Client manager, object? posting = null) =>
        (await manager.Post("/jobs/v1/postings", posting ?? Posting())).Expect(201).Id;

    public Task<Answer> Refer(Guid person, Guid posting) =>
        Officer.Post("/jobs/v1/referrals", new { personId = person, postingId = posting });

    public Task<Answer> Hire(Client manager, Guid referral, DateOnly? startedOn = null) =>
        manager.Post($"/jobs/v1/referrals/{referral}/hire", new { startedOn = startedOn ?? Today });

    /// <summary>A person with consent, an employer with one posting, and the person's referral to it.</summary>
    public async Task<Referred> ReferSomebody(int openings = 1)
    {
        var (person, need) = await OpenNeed();
        await Consent(person);
        var (employer, manager) = await Employ();
        var posting = await Publish(manager, Posting(openings: openings));
        return new(person, need, employer, manager, posting, (await Refer(person, posting)).Expect(201).Id);
    }
}

sealed record Referred(Guid Person, Guid Need, Guid Employer, Client Manager, Guid Posting, Guid Referral);
