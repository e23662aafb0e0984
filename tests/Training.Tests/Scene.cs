using Contracts;
using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Testing;

namespace Training.Tests;

/// <summary>A province with one county, township and community, and the staff of the county.</summary>
sealed class Scene
{
    public required TestService Service { get; init; }
    public required Area County { get; init; }
    public required Area Community { get; init; }
    public required Client Officer { get; init; }
    public required Client Trainer { get; init; }

    public DateOnly Today => DateOnly.FromDateTime(Service.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);

    public static async Task<Scene> CreateAsync(ServiceFixture fixture)
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var code = $"{Convert.ToInt64(mark, 16) % 900_000 + 100_000}";
        var since = new DateOnly(2023, 6, 30);
        var province = new Area(Guid.CreateVersion7(), null, mark, code[..2] + "0000000000", "陕西省", 1, since);
        var county = new Area(Guid.CreateVersion7(), province.Id, mark + "aa", code + "000000", "黄龙县", 3, since);
        var township = new Area(Guid.CreateVersion7(), county.Id, mark + "aabb", code + "100000", "石堡镇", 4, since);
        var community = new Area(
            Guid.CreateVersion7(),
            township.Id,
            mark + "aabbcc",
            code + "100001",
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
            Officer = await fixture.Service.Holder(Post.TrainingOfficer, county.Key),
            Trainer = await fixture.Service.Holder(Post.Trainer, county.Key),
        };
    }

    public static NeedOpened Need(
        Guid need,
        Guid person,
        string scope,
        Sealed name,
        params IReadOnlyList<WorkingHours> hours
    ) =>
        new(
            need,
            person,
            Guid.CreateVersion7(),
            scope,
            "work",
            name,
            hours,
            ["domestic-service"],
            Guid.CreateVersion7()
        );

    /// <summary>A person of the community with an open need for work.</summary>
    public async Task<(Guid Person, Guid Need)> OpenNeed(
        string name = "王秀兰",
        params IReadOnlyList<WorkingHours> hours
    )
    {
        var (person, need) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Service.Deliver(sealer => Need(need, person, Community.Key, sealer.Seal("name", name), hours));
        return (person, need);
    }

    public object Class(
        int capacity = 10,
        object? lessons = null,
        decimal attendanceRequired = 0.8m,
        int passMark = 60
    ) =>
        new
        {
            course = "domestic-service",
            divisionId = County.Id,
            name = "家政服务一班",
            startsOn = Today,
            endsOn = Today.AddDays(30),
            capacity,
            passMark,
            attendanceRequired,
            lessons = lessons ?? new[] { Lesson(Today, "09:00", "11:00"), Lesson(Today, "13:00", "15:00") },
        };

    public static object Lesson(DateOnly day, string from, string to) =>
        new
        {
            day,
            from,
            to,
        };

    public async Task<Guid> OpenClass(int capacity = 10, object? lessons = null, decimal attendanceRequired = 0.8m) =>
        (await Officer.Post("/training/v1/classes", Class(capacity, lessons, attendanceRequired))).Expect(201).Id;

    public async Task<Guid> Enrol(Guid planned, Guid person) =>
        (await Officer.Post($"/training/v1/classes/{planned}/enrolments", new { personId = person })).Expect(201).Id;

    public Task<Answer> Attend(Guid planned, int lesson, params Guid[] present) =>
        Trainer.Post(
            $"/training/v1/classes/{planned}/lessons/{lesson}/attendance",
            new { present, absent = Array.Empty<Guid>() }
        );

    public Task<Answer> Assess(Guid enrolment, int score = 88) =>
        Trainer.Post($"/training/v1/enrolments/{enrolment}/assessment", new { score });

    public Task<Answer> Certify(Guid enrolment) => Officer.Post($"/training/v1/enrolments/{enrolment}/certificate");

    /// <summary>Need, class, enrolment, attendance of both lessons, passed assessment.</summary>
    public async Task<(Guid Person, Guid Need, Guid Enrolment)> Pass(string name = "王秀兰")
    {
        var (person, need) = await OpenNeed(name);
        var planned = await OpenClass();
        var enrolment = await Enrol(planned, person);
        (await Attend(planned, 1, enrolment)).Expect(200);
        (await Attend(planned, 2, enrolment)).Expect(200);
        (await Assess(enrolment)).Expect(200);
        return (person, need, enrolment);
    }
}
