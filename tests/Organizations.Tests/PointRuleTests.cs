using Contracts.Census.V1;
using Contracts.Organizations.V1;
using FsCheck;
using FsCheck.Fluent;
using Organizations.Reactions;
using ServiceDefaults.Data;
using Testing;

namespace Organizations.Tests;

/// <summary>Rules apply to the whole platform, so these tests have a database of their own.</summary>
public sealed class PointRuleTests(OrganizationsFixture fixture) : IAsyncLifetime
{
    const string Rules = "/organizations/v1/point-rules";
    TestDatabase _database = null!;
    TestBroker _broker = null!;
    TestService _service = null!;
    Client _officer = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(fixture.Setup.Subscriptions.Program);
        _broker = await TestBroker.CreateAsync();
        _service = await TestService.StartAsync(fixture.Setup, _database, _broker.Address);
        _officer = await _service.Holder(Post.PlatformAdministrator, "");
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    DateOnly Day(int ahead) => ChinaDay.Of(_service.Clock.GetUtcNow()).AddDays(ahead);

    static object Rule(
        DateOnly from,
        int points = 2,
        int? cap = 3,
        string? period = "month",
        string kind = "visit-recorded"
    ) =>
        new
        {
            kind,
            points,
            cap,
            capPeriod = period,
            reasonZh = "走访",
            reasonEn = "Visited",
            validFrom = from,
        };

    async Task AwardAsync(params IEnumerable<Award.Fact> facts)
    {
        await using var session = await _service.SystemSession();
        await Award.PointsAsync([.. facts], session, "visit-recorded", default);
        await session.Commit(default);
    }

    static Award.Fact Fact(Guid person, DateTimeOffset at) =>
        new(Guid.CreateVersion7(), at, person, Guid.CreateVersion7());

    [Fact]
    public async Task The_first_rules_of_employment_give_their_points_and_reasons()
    {
        var rules = (await _officer.Get(Rules)).Expect(200).Items;
        Assert.Equal(
            [
                (10, "An opened need ended in work"),
                (5, "A referred jobseeker stayed in work"),
                (8, "A referred jobseeker was hired"),
            ],
            new[] { "need-closed-employed", "placement-retained", "placement-started" }
                .Select(kind => rules.Single(r => r.GetProperty("kind").GetString() == kind))
                .Select(r => (r.GetProperty("points").GetInt32(), r.GetProperty("reasonEn").GetString()))
        );
    }

    [Fact]
    public async Task A_version_begins_on_a_day_to_come_and_the_one_before_ends_there()
    {
        var made = (await _officer.Post(Rules, Rule(Day(10)))).Expect(201);
        Assert.Equal(
            (2, ChinaDay.Begin(Day(10))),
            (made["ruleVersion"].GetInt32(), made["validFrom"].GetDateTimeOffset())
        );
        (await _officer.Post(Rules, Rule(Day(20), points: 5, cap: null, period: null))).Expect(201);
        foreach (var (day, points) in new[] { (0, 2), (9, 2), (10, 2), (19, 2), (20, 5) })
        {
            var rule = Assert.Single(
                (await _officer.Get($"{Rules}?asOf={Day(day):yyyy-MM-dd}&kind=visit-recorded")).Expect(200).Items
            );
            Assert.Equal(
                (points, day is >= 10 and < 20),
                (
                    rule.GetProperty("points").GetInt32(),
                    rule.GetProperty("cap").ValueKind == System.Text.Json.JsonValueKind.Number
                )
            );
        }
        Assert.Equal(3, (await _officer.Get(Rules + "?kind=visit-recorded")).Expect(200).Items.Count);
        Assert.Contains(
            "visit-recorded",
            (await _officer.Get(Rules + "?kind=visit-recorded&format=csv")).Expect(200).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_bad_version_is_refused_and_changes_nothing()
    {
        (await _officer.Post(Rules, Rule(Day(10)))).Expect(201);
        (await _officer.Post(Rules, Rule(Day(10)))).Refused(409, "ORG-0401", "/validFrom PLT-1007");
        (await _officer.Post(Rules, Rule(Day(5)))).Refused(409, "ORG-0401", "/validFrom PLT-1007");
        (await _officer.Post(Rules, Rule(Day(0)))).Refused(400, "PLT-0001", "/validFrom PLT-1007");
        (await _officer.Post(Rules, Rule(Day(11), points: -1, cap: -3))).Refused(
            400,
            "PLT-0001",
            "/points PLT-1007",
            "/cap PLT-1007"
        );
        (await _officer.Post(Rules, Rule(Day(11), cap: 3, period: "decade", kind: "luck"))).Refused(
            400,
            "PLT-0001",
            "/capPeriod PLT-1003",
            "/kind PLT-1003"
        );
        (await _officer.Post(Rules, Rule(Day(11), cap: null))).Refused(400, "PLT-0001", "/cap PLT-1001");
        (await _officer.Post(Rules, Rule(Day(11), period: null))).Refused(400, "PLT-0001", "/capPeriod PLT-1001");
        Assert.Equal(2, (await _officer.Get(Rules + "?kind=visit-recorded")).Expect(200).Items.Count);
    }

    /// <summary>A rule counts in every province; keys of provinces have three characters.</summary>
    [Theory]
    [InlineData(Post.FederationOfficer), InlineData(Post.PlatformAdministrator)]
    public async Task An_office_of_one_province_changes_no_rule_of_all(string post)
    {
        var before = (await _officer.Get(Rules)).Expect(200).Text;
        (await (await _service.Holder(post, "001")).Post(Rules, Rule(Day(11)))).Refused(403, "PLT-0052");
        Assert.Equal(before, (await _officer.Get(Rules)).Expect(200).Text);
        (await (await _service.Holder(post, "")).Post(Rules, Rule(Day(11)))).Expect(201);
    }

    [Fact]
    public async Task Points_cut_at_the_cap_are_marked_in_the_account()
    {
        (await _officer.Post(Rules, Rule(Day(1)))).Expect(201);
        var person = Guid.CreateVersion7();
        var month = new DateOnly(Day(40).Year, Day(40).Month, 1);
        var noon = ChinaDay.Begin(month).AddHours(12);
        // The last moment of the month in China belongs to that month; the next one does not, and neither does the one
        // before the rule.
        var end = ChinaDay.Begin(month.AddMonths(1));
        await AwardAsync(
            Fact(person, end.AddSeconds(-1)),
            Fact(person, noon),
            Fact(person, noon.AddDays(3)),
            Fact(person, end)
        );
        await AwardAsync(Fact(person, ChinaDay.Begin(Day(0))));
        var account = (await _service.As(person).Get("/organizations/v1/me/points")).Expect(200);
        Assert.Equal(7, account["total"].GetInt64());
        Assert.Equal(5, account["byKind"][0].GetProperty("entries").GetInt64());
        var said = account["entries"]
            .EnumerateArray()
            .OrderBy(e => e.GetProperty("id").GetGuid())
            .Select(e => (e.GetProperty("points").GetInt32(), e.GetProperty("reasonEn").GetString()))
            .ToList();
        Assert.Equal([0, 1, 2, 2, 2], said.Select(s => s.Item1).Order());
        Assert.Equal(2, said.Count(s => s.Item2 == "Visited; cap reached 3/3 that month"));
        var totals = (
            await _service
                .As(person)
                .Get(
                    $"/organizations/v1/people/{person}/points/totals?from={Day(0):yyyy-MM-dd}&to={month.AddMonths(2):yyyy-MM-dd}"
                )
        )
            .Expect(200)["items"]
            .EnumerateArray()
            .ToList();
        Assert.Equal([2L, 3L, 2L], totals.Select(t => t.GetProperty("points").GetInt64()));
        Assert.Equal(month, DateOnly.Parse(totals[1].GetProperty("period").GetString()!, null));
    }

    [Fact]
    public async Task A_cap_set_within_a_period_counts_the_people_above_it()
    {
        var (over, below) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var today = ChinaDay.Begin(Day(0));
        await AwardAsync(Fact(over, today), Fact(over, today), Fact(below, today));
        var made = (await _officer.Post(Rules, Rule(Day(1), cap: 3, period: "year"))).Expect(201);
        var isOfOneYear = Day(0).Year == Day(1).Year;
        Assert.Equal(isOfOneYear ? 1 : 0, made["overToday"].GetInt32());
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await _officer.Post(Rules, Rule(Day(900), cap: null, period: null))).Expect(201)["overToday"].ValueKind
        );
        Assert.Equal(
            0,
            (await _officer.Post(Rules, Rule(Day(901), cap: 1, period: "month"))).Expect(201)["overToday"].GetInt32()
        );
        await AwardAsync(Fact(over, today.AddDays(1)), Fact(below, today.AddDays(1)));
        if (!isOfOneYear)
            return;
        var entries = (await _service.As(over).Get("/organizations/v1/me/points"))
            .Expect(200)["entries"]
            .EnumerateArray()
            .ToList();
        Assert.Equal(
            (0, "Visited; cap reached 4/3 that year, 4 of it given by earlier versions of the rule"),
            (entries[0].GetProperty("points").GetInt32(), entries[0].GetProperty("reasonEn").GetString())
        );
        Assert.Contains(
            "其中 4 分由此前版本的规则所给",
            entries[0].GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(3, (await _service.As(below).Get("/organizations/v1/me/points")).Expect(200)["total"].GetInt64());
    }

    [Fact]
    public async Task In_whatever_order_facts_are_applied_and_however_they_are_cut_into_batches_the_cap_holds()
    {
        (await _officer.Post(Rules, Rule(Day(1), points: 2, cap: 7, period: "month"))).Expect(201);
        var first = ChinaDay.Begin(new DateOnly(Day(0).Year, Day(0).Month, 1).AddMonths(1));
        var facts = Gen.Zip(
            Gen.Zip(Gen.Choose(0, 89), Gen.Choose(0, 1)),
            Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        );
        Prop.ForAll(Arb.From(facts.ListOf().Resize(40)), list =>
                Holds([.. list.Select(f => (f.Item1.Item1, f.Item1.Item2, f.Item2))]).GetAwaiter().GetResult()
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(12));

        async Task<bool> Holds(IReadOnlyList<(int Day, int Person, bool Cut)> list)
        {
            var people = new[] { Guid.CreateVersion7(), Guid.CreateVersion7() };
            List<Award.Fact> batch = [];
            foreach (var (day, who, cut) in list)
            {
                batch.Add(Fact(people[who], first.AddDays(day)));
                if (!cut)
                    continue;
                await AwardAsync(batch);
                await AwardAsync(batch);
                batch.Clear();
            }
            await AwardAsync(batch);
            var given = (
                await _database.Query<(Guid Person, string Month, int Points, int Entries)>(
                    """
                    select person_id, to_char(occurred_at at time zone 'Asia/Shanghai', 'yyyy-mm'), sum(points)::int,
                        count(*)::int
                    from point_entries
                    where person_id = any (@people)
                    group by 1, 2
                    """,
                    new { people }
                )
            ).ToDictionary(g => (g.Person, g.Month), g => (g.Points, g.Entries));
            var wanted = list.GroupBy(f =>
                    (people[f.Person], first.AddDays(f.Day).ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM", null))
                )
                .ToDictionary(g => g.Key, g => (Math.Min(7, 2 * g.Count()), g.Count()));
            return given.Count == wanted.Count && wanted.All(w => given[w.Key] == w.Value);
        }
    }

    [Fact]
    public async Task Concurrent_batches_take_turns_at_a_cap()
    {
        (await _officer.Post(Rules, Rule(Day(1), points: 1, cap: 10, period: "year"))).Expect(201);
        var person = Guid.CreateVersion7();
        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i => AwardAsync(Enumerable.Range(0, 5).Select(_ => Fact(person, ChinaDay.Begin(Day(2))))))
        );
        Assert.Equal(
            (10L, 30L),
            await _database.Find<(long, long)>(
                "select sum(points), count(*) from point_entries where person_id = @person",
                new { person }
            )
        );
    }

    [Fact]
    public async Task Two_versions_in_one_period_share_the_cap_and_a_redelivered_event_gives_nothing()
    {
        (await _officer.Post(Rules, Rule(Day(1), points: 2, cap: 3, period: "year"))).Expect(201);
        (await _officer.Post(Rules, Rule(Day(2), points: 4, cap: 9, period: "year"))).Expect(201);
        var person = Guid.CreateVersion7();
        if (Day(1).Year != Day(2).Year)
            return;
        var (early, late) = (ChinaDay.Begin(Day(1)).AddHours(1), ChinaDay.Begin(Day(2)).AddHours(1));
        Award.Fact[] facts =
        [
            Fact(person, early),
            Fact(person, late),
            Fact(person, early),
            Fact(person, late),
            Fact(person, late),
        ];
        await AwardAsync(facts);
        await AwardAsync(facts.Reverse());
        Assert.Equal(
            [2, 4, 0, 3, 0],
            await _database.Query<int>(
                """
                select e.points
                from point_entries e
                join unnest(@ids) with ordinality f (id, place) on f.id = e.event_id
                order by place
                """,
                new { ids = facts.Select(f => f.EventId).ToArray() }
            )
        );
    }

    [Fact]
    public async Task However_facts_are_cut_into_batches_the_account_is_the_same_across_versions_with_and_without_a_cap()
    {
        var first = new DateOnly(Day(0).Year, Day(0).Month, 1).AddMonths(1);
        (await _officer.Post(Rules, Rule(first, points: 2, cap: null, period: null))).Expect(201);
        (await _officer.Post(Rules, Rule(first.AddDays(7), points: 3, cap: 11, period: "month"))).Expect(201);
        (await _officer.Post(Rules, Rule(first.AddDays(14), points: 4, cap: 9, period: "week"))).Expect(201);
        (await _officer.Post(Rules, Rule(first.AddDays(21), points: 1, cap: null, period: null))).Expect(201);
        (await _officer.Post(Rules, Rule(first.AddDays(24), points: 2, cap: 30, period: "quarter"))).Expect(201);
        var facts = Gen.Zip(Gen.Choose(0, 29), Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true))));
        Prop.ForAll(Arb.From(facts.ListOf().Resize(25)), list => Holds([.. list]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(12));

        async Task<bool> Holds(IReadOnlyList<(int Day, bool Cut)> list)
        {
            // One by one, all at once, and as drawn: equal facts give equal accounts.
            List<int[]> accounts = [];
            foreach (var cut in new Func<bool, bool>[] { _ => true, _ => false, c => c })
            {
                var person = Guid.CreateVersion7();
                Award.Fact[] mine =
                [
                    .. list.Select(f => Fact(person, ChinaDay.Begin(first.AddDays(f.Day)).AddHours(9))),
                ];
                List<Award.Fact> batch = [];
                foreach (var (i, fact) in mine.Index())
                {
                    batch.Add(fact);
                    if (!cut(list[i].Cut))
                        continue;
                    await AwardAsync(batch);
                    batch.Clear();
                }
                await AwardAsync(batch);
                accounts.Add([
                    .. await _database.Query<int>(
                        """
                        select e.points
                        from point_entries e
                        join unnest(@ids) with ordinality f (id, place) on f.id = e.event_id
                        order by place
                        """,
                        new { ids = mine.Select(f => f.EventId).ToArray() }
                    ),
                ]);
            }
            return accounts[0].Length == list.Count && accounts.TrueForAll(a => a.SequenceEqual(accounts[0]));
        }
    }

    [Fact]
    public async Task A_late_event_counts_on_its_own_day_and_never_after_its_receipt()
    {
        (await _officer.Post(Rules, Rule(Day(1), points: 2, cap: 3, period: "day"))).Expect(201);
        await _database.Execute(
            """
            update point_rules
            set valid_from = valid_from - interval '20 days'
            where kind = 'visit-recorded' and version = 2;
            update point_rules
            set valid_to = valid_to - interval '20 days'
            where kind = 'visit-recorded' and version = 1
            """
        );
        var (person, now) = (Guid.CreateVersion7(), _service.Clock.GetUtcNow());
        foreach (var days in new[] { -9, -9, -8, -7, 3 })
            await _service.Deliver(
                new VisitRecorded(
                    Guid.CreateVersion7(),
                    Guid.CreateVersion7(),
                    "001",
                    "visit",
                    person,
                    now.AddDays(days)
                )
            );
        await _service.Deliver(
            new NeedClosed(Guid.CreateVersion7(), Guid.CreateVersion7(), "001", "employed", person, now.AddDays(-6))
        );
        await _service.Deliver(
            new Contracts.Jobs.V1.PlacementStarted(
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                null,
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                person,
                Day(-5)
            )
        );
        var entries = await _database.Query<(DateOnly Day, int Points)>(
            """
            select (occurred_at at time zone 'Asia/Shanghai')::date, points
            from point_entries
            where person_id = @person
            order by 1, 2
            """,
            new { person }
        );
        Assert.Equal(
            [(Day(-9), 1), (Day(-9), 2), (Day(-8), 2), (Day(-7), 2), (Day(-6), 10), (Day(-5), 8), (Day(0), 2)],
            entries
        );
    }

    [Fact]
    public async Task A_visit_is_counted_by_its_cap_from_the_queue_too()
    {
        (await _officer.Post(Rules, Rule(Day(1), points: 2, cap: 3, period: "year"))).Expect(201);
        await _database.Execute(
            """
            update point_rules
            set valid_from = valid_from - interval '2 days'
            where kind = 'visit-recorded' and version = 2;
            update point_rules
            set valid_to = valid_to - interval '2 days'
            where kind = 'visit-recorded' and version = 1
            """
        );
        var person = Guid.CreateVersion7();
        for (var i = 0; i < 3; i++)
            await _service.Deliver(
                new VisitRecorded(
                    Guid.CreateVersion7(),
                    Guid.CreateVersion7(),
                    "001",
                    "visit",
                    person,
                    _service.Clock.GetUtcNow()
                )
            );
        Assert.Equal(3, (await _service.As(person).Get("/organizations/v1/me/points")).Expect(200)["total"].GetInt64());
    }
}
