using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;

namespace Organizations.Tests;

/// <summary>The matching of leaders against brute force, over small districts.</summary>
public class GroupMatchingTests
{
    static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly LeaderRule Usual = new(1, LeaderSource.All, LeaderTie.All, 1);

    [Property(MaxTest = 300)]
    public Property No_assignment_leads_more_groups_or_follows_the_order_and_nearness_better() =>
        Prop.ForAll(Districts(), d =>
        {
            var rule = Usual with { GroupsAWoman = d.Most };
            var leads = ConcurrentPosts.Lead(d.Places, d.Candidates, rule, d.Coverages);
            var places = d.Places.OrderBy(p => p.Key, StringComparer.Ordinal).ToList();
            var value = Value(
                d,
                leads
                    .Where(l => l.PersonId is not null)
                    .Select(l => (places.Find(p => p.Id == l.PlaceId)!, l.PersonId!.Value, l.Source!))
            );
            Assert.Equal(Best(d, places, 0, [], []), value);
        });

    [Property(MaxTest = 300)]
    public Property As_many_are_led_as_by_brute_force_when_women_are_few() => Prop.ForAll(Districts(), d =>
        {
            var places = d.Places.OrderBy(p => p.Key, StringComparer.Ordinal).ToList();
            var led = ConcurrentPosts
                .Lead(d.Places, d.Candidates, Usual with { GroupsAWoman = d.Most }, d.Coverages)
                .Count(l => l.PersonId is not null);
            Assert.Equal(Most(d, places, 0, []), led);
        });

    [Fact]
    public void A_woman_of_the_village_gives_way_to_where_nobody_else_can_lead()
    {
        var (one, two) = (new GroupPlace(Id(100), "001001", null), new GroupPlace(Id(101), "001002", null));
        var leads = ConcurrentPosts.Lead(
            [one, two],
            [Of(1, "001", LeaderSource.GridMember), Of(2, "001001", LeaderSource.Volunteer)],
            Usual
        );
        Assert.Equal([Id(2), Id(1)], leads.Select(l => l.PersonId!.Value));
    }

    [Fact]
    public void The_head_of_a_grid_leads_it_though_another_micro_grid_stays_vacant()
    {
        var leads = ConcurrentPosts.Lead(
            [new(Id(100), "001001", null), new(Id(101), "001002", null)],
            [Of(1, "001", LeaderSource.GridExecutive), Of(1, "001002", LeaderSource.GridHead)],
            Usual
        );
        Assert.Equal([null, (Id(1), LeaderSource.GridHead)], leads.Select(Who));

        static (Guid, string)? Who(GroupLead l) => l.PersonId is { } p ? (p, l.Source!) : null;
    }

    [Fact]
    public void Coverage_of_a_micro_grid_comes_first_and_its_lead_before_others()
    {
        GroupPlace[] places = [new(Id(100), "001001", null), new(Id(101), "001002", null)];
        GroupCandidate[] women =
        [
            Of(1, "001", LeaderSource.GridExecutive) with
            {
                Points = 9,
            },
            Of(2, "001", LeaderSource.GridExecutive),
            Of(3, "001", LeaderSource.GridExecutive) with
            {
                Points = 5,
            },
        ];
        Assert.Equal(
            [Id(2), Id(1)],
            Led(new("001002", Id(1), false), new("001001", Id(2), false), new("001", Id(3), true))
        );
        Assert.Equal([Id(3), Id(1)], Led(new("001001", Id(2), false), new("001001", Id(3), true)));

        IEnumerable<Guid> Led(params GroupCoverage[] coverages) =>
            ConcurrentPosts.Lead(places, women, Usual, coverages).Select(l => l.PersonId!.Value);
    }

    [Fact]
    public void A_person_too_young_too_old_or_who_gave_a_group_up_is_not_proposed()
    {
        var rule = Usual with { LeastAge = 20, GreatestAge = 60 };
        Assert.Equal((null, "outside-age"), Said(Of(1) with { Age = 19 }));
        Assert.Equal((null, "outside-age"), Said(Of(1) with { Age = 61 }));
        Assert.Equal((null, "gave-up"), Said(Of(1) with { GaveUp = true }));
        Assert.Equal((Id(1), null), Said(Of(1) with { Age = 20 }));
        Assert.Equal((Id(1), null), Said(Of(1) with { Age = 60 }));
        Assert.Equal((Id(1), null), Said(Of(1)));
        Assert.Equal((Id(2), null), Said(Of(1) with { GaveUp = true }, Of(2)));

        (Guid?, string?) Said(params GroupCandidate[] candidates) =>
            ConcurrentPosts.Lead([new(Id(100), "001001", null)], candidates, rule)[0] is var l
                ? (l.PersonId, l.Vacancy)
                : default;
    }

    [Fact]
    public void A_district_of_3_170_micro_grids_gives_every_candidate_a_group()
    {
        var random = new Random(7);
        var places = Enumerable
            .Range(0, 3_170)
            .Select(i => new GroupPlace(Id(10_000 + i), DivisionKey.Of(i / 10) + DivisionKey.Of(i % 10), null))
            .ToList();
        // Eight women a village; every tenth holds a post in another village too, so that most of the district is
        // connected.
        var candidates = Enumerable
            .Range(0, 2_536)
            .SelectMany(n =>
                Enumerable
                    .Range(0, n % 10 == 0 ? 2 : 1)
                    .Select(t =>
                        Of(
                            n + 1,
                            DivisionKey.Of(t == 0 ? n / 8 : random.Next(317)),
                            LeaderSource.All[random.Next(LeaderSource.All.Count)]
                        ) with
                        {
                            Points = random.Next(100),
                        }
                    )
            )
            .ToList();
        var led = ConcurrentPosts.Lead(places, candidates, Usual).Count(l => l.PersonId is not null);
        Assert.Equal(2_536, led);
    }

    /// <summary>
    /// The cost of an assignment, smaller is better: groups without a leader, then the negative counts of each source
    /// in order, then nearness.
    /// </summary>
    static string Value(District d, IEnumerable<(GroupPlace Place, Guid Person, string Source)> way)
    {
        var led = way.ToList();
        var sources = LeaderSource.All.Select(s => 50 - led.Count(l => l.Source == s));
        var far = led.Sum(l =>
            d.Candidates.Where(c =>
                    c.PersonId == l.Person
                    && c.Source == l.Source
                    && l.Place.Key.StartsWith(c.Key, StringComparison.Ordinal)
                )
                .Min(c => Far(d, l.Place, c))
        );
        return string.Join(
            ' ',
            new[] { 50 - led.Count }.Concat(sources).Append(far).Select(n => n.ToString("000", null))
        );
    }

    static int Far(District d, GroupPlace place, GroupCandidate c) =>
        d
            .Coverages.Where(v => v.PersonId == c.PersonId && place.Key.StartsWith(v.Key, StringComparison.Ordinal))
            .Select(v => Steps(place, v.Key) * 3 + (v.Leads ? 0 : 1))
            .Append(Steps(place, c.Key) * 3 + 2)
            .Min();

    static int Steps(GroupPlace place, string key) => (place.Key.Length - key.Length) / DivisionKey.Width;

    static string Best(
        District d,
        List<GroupPlace> places,
        int at,
        Dictionary<Guid, int> leads,
        List<(GroupPlace, Guid, string)> way
    )
    {
        if (at == places.Count)
            return Value(d, way);
        var best = Best(d, places, at + 1, leads, way);
        foreach (var c in Able(d, places[at]).DistinctBy(c => (c.PersonId, c.Source)))
        {
            if (leads.GetValueOrDefault(c.PersonId) + c.LeadsElsewhere >= d.Most)
                continue;
            leads[c.PersonId] = leads.GetValueOrDefault(c.PersonId) + 1;
            way.Add((places[at], c.PersonId, c.Source));
            if (Best(d, places, at + 1, leads, way) is var other && string.CompareOrdinal(other, best) < 0)
                best = other;
            way.RemoveAt(way.Count - 1);
            leads[c.PersonId]--;
        }
        return best;
    }

    static int Most(District d, List<GroupPlace> places, int at, Dictionary<Guid, int> leads)
    {
        if (at == places.Count)
            return 0;
        var most = Most(d, places, at + 1, leads);
        foreach (var c in Able(d, places[at]).DistinctBy(c => c.PersonId))
        {
            if (leads.GetValueOrDefault(c.PersonId) + c.LeadsElsewhere >= d.Most)
                continue;
            leads[c.PersonId] = leads.GetValueOrDefault(c.PersonId) + 1;
            most = Math.Max(most, 1 + Most(d, places, at + 1, leads));
            leads[c.PersonId]--;
        }
        return most;
    }

    static IEnumerable<GroupCandidate> Able(District d, GroupPlace place) =>
        d.Candidates.Where(c =>
            c is { Sex: 2, Willing: true } && place.Key.StartsWith(c.Key, StringComparison.Ordinal)
        );

    static GroupCandidate Of(int n, string key = "001", string source = LeaderSource.Volunteer) =>
        new(Id(n), key, source, 2, true, 0, Start);

    static Guid Id(int n) => new(n, 0, 0, new byte[8]);

    sealed record District(
        List<GroupPlace> Places,
        List<GroupCandidate> Candidates,
        List<GroupCoverage> Coverages,
        int Most
    );

    /// <summary>
    /// Up to four micro-grids in two villages, and up to seven posts of up to five women, some of whom answer for
    /// places.
    /// </summary>
    static Arbitrary<District> Districts() =>
        Gen.Choose(0, int.MaxValue - 1)
            .Select(seed =>
            {
                var random = new Random(seed);
                var places = Enumerable
                    .Range(0, random.Next(1, 5))
                    .Select(i => new GroupPlace(Id(100 + i), DivisionKey.Of(i % 2) + DivisionKey.Of(i), null))
                    .ToList();
                string Key()
                {
                    var key = places[random.Next(places.Count)].Key;
                    return random.Next(2) == 0 ? key : key[..DivisionKey.Width];
                }
                var elsewhere = Enumerable.Range(0, 6).Select(_ => random.Next(8) == 0 ? 1 : 0).ToArray();
                var candidates = Enumerable
                    .Range(0, random.Next(0, 8))
                    .Select(_ => random.Next(1, 6))
                    .Select(n =>
                        Of(n, Key(), LeaderSource.All[random.Next(3)]) with
                        {
                            Points = random.Next(3),
                            LeadsElsewhere = elsewhere[n],
                        }
                    )
                    .ToList();
                var coverages = Enumerable
                    .Range(0, random.Next(0, 6))
                    .Select(_ => new GroupCoverage(Key(), Id(random.Next(1, 6)), random.Next(2) == 0))
                    .ToList();
                return new District(places, candidates, coverages, random.Next(1, 3));
            })
            .ToArbitrary();
}
