using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;

namespace Organizations.Tests;

/// <summary>The rule that finds the leaders of women's groups, over random districts.</summary>
public class ConcurrentPostsTests
{
    static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly LeaderRule Usual = new(1, LeaderSource.All, LeaderTie.All, 1);

    [Property]
    public Property Each_group_has_at_most_one_leader_who_is_a_willing_woman_of_the_place_within_the_limits() =>
        Prop.ForAll(Districts(), d =>
        {
            var rule = Usual with { GroupsAWoman = 1 + d.Places.Count % 3 };
            var leads = ConcurrentPosts.Lead(d.Places, d.Candidates, rule);
            Assert.Equal(d.Places.Select(p => p.Id).Order(), leads.Select(l => l.PlaceId).Order());
            foreach (var lead in leads)
            {
                var place = d.Places.Single(p => p.Id == lead.PlaceId);
                Assert.True((lead.PersonId is null) == (lead.Vacancy is not null));
                if (place.LeaderId is not null)
                    Assert.Equal((place.LeaderId, null), (lead.PersonId, lead.Source));
                else if (lead.PersonId is not null)
                    Assert.Contains(d.Candidates, c =>
                        c.PersonId == lead.PersonId
                        && c.Source == lead.Source
                        && c is { Sex: 2, Willing: true }
                        && place.Key.StartsWith(c.Key, StringComparison.Ordinal)
                    );
            }
            Assert.All(leads.Where(l => l.Source is not null).CountBy(l => l.PersonId!.Value), c =>
                Assert.True(c.Value <= rule.GroupsAWoman)
            );
        });

    [Property]
    public Property The_order_of_people_and_places_does_not_matter() => Prop.ForAll(Districts(), d =>
        {
            var random = new Random(d.Candidates.Count);
            var again = ConcurrentPosts.Lead(
                d.Places.OrderBy(_ => random.Next()),
                [.. d.Candidates.OrderBy(_ => random.Next())],
                Usual
            );
            Assert.Equal(ConcurrentPosts.Lead(d.Places, d.Candidates, Usual), again);
        });

    [Property]
    public Property A_second_run_changes_nothing() => Prop.ForAll(Districts(), d =>
        {
            var first = ConcurrentPosts.Lead(d.Places, d.Candidates, Usual);
            var after = d
                .Places.Select(p => p with { LeaderId = first.Single(l => l.PlaceId == p.Id).PersonId })
                .ToList();
            var second = ConcurrentPosts.Lead(after, d.Candidates, Usual);
            Assert.DoesNotContain(second, l => l.Source is not null);
            Assert.Equal(first.Select(l => (l.PersonId, l.Vacancy)), second.Select(l => (l.PersonId, l.Vacancy)));
            var members = ConcurrentPosts
                .CoOpted(d.Candidates, new HashSet<Guid>())
                .Select(c => c.PersonId)
                .ToHashSet();
            Assert.Empty(ConcurrentPosts.CoOpted(d.Candidates, members));
        });

    [Property]
    public Property No_possible_leader_is_left_over_while_a_group_is_vacant() => Prop.ForAll(Districts(), d =>
        {
            var leads = ConcurrentPosts.Lead(d.Places, d.Candidates, Usual);
            var busy = leads.Where(l => l.PersonId is not null).Select(l => l.PersonId!.Value).ToHashSet();
            foreach (var vacant in leads.Where(l => l.PersonId is null))
            {
                var key = d.Places.Single(p => p.Id == vacant.PlaceId).Key;
                Assert.DoesNotContain(d.Candidates, c =>
                    c is { Sex: 2, Willing: true, LeadsElsewhere: 0 }
                    && key.StartsWith(c.Key, StringComparison.Ordinal)
                    && !busy.Contains(c.PersonId)
                );
            }
        });

    [Property]
    public Property Only_women_who_head_grids_and_are_not_members_are_co_opted_each_once() =>
        Prop.ForAll(Districts(), d =>
        {
            var members = d.Candidates.Where(c => c.Points % 2 == 0).Select(c => c.PersonId).ToHashSet();
            var coOpted = ConcurrentPosts.CoOpted(d.Candidates, members);
            Assert.Equal(coOpted.Count, coOpted.Select(c => c.PersonId).Distinct().Count());
            Assert.Equal(
                d.Candidates.Where(c => c is { Sex: 2, Source: LeaderSource.GridHead } && !members.Contains(c.PersonId))
                    .Select(c => c.PersonId)
                    .Distinct()
                    .Order(),
                coOpted.Select(c => c.PersonId).Order()
            );
        });

    [Fact]
    public void Preference_nearness_and_ties_decide_in_this_order()
    {
        var (grid, village) = ("000001", "000");
        var place = new GroupPlace(Id(100), grid, null);
        var (early, late) = (Start, Start.AddYears(1));
        Assert.Equal(
            Id(1),
            Of(
                new(Id(2), grid, LeaderSource.Recommended, 2, true, 99, early),
                new(Id(1), village, LeaderSource.GridHead, 2, true, 0, late)
            )
        );
        Assert.Equal(
            Id(1),
            Of(
                new(Id(2), village, LeaderSource.Volunteer, 2, true, 99, early),
                new(Id(1), grid, LeaderSource.Volunteer, 2, true, 0, late)
            )
        );
        Assert.Equal(
            Id(1),
            Of(
                new(Id(2), grid, LeaderSource.Volunteer, 2, true, 1, early),
                new(Id(1), grid, LeaderSource.Volunteer, 2, true, 2, late)
            )
        );
        Assert.Equal(
            Id(2),
            Of(
                new(Id(2), grid, LeaderSource.Volunteer, 2, true, 1, early),
                new(Id(1), grid, LeaderSource.Volunteer, 2, true, 1, late)
            )
        );
        Assert.Equal(
            Id(1),
            Of(
                new(Id(2), grid, LeaderSource.Volunteer, 2, true, 1, early),
                new(Id(1), grid, LeaderSource.Volunteer, 2, true, 1, early)
            )
        );

        Guid? Of(params GroupCandidate[] candidates) => ConcurrentPosts.Lead([place], candidates, Usual)[0].PersonId;
    }

    [Fact]
    public void A_vacancy_has_a_reason()
    {
        var place = new GroupPlace(Id(100), "000001", null);
        GroupCandidate Of(int sex, bool willing = true, string source = LeaderSource.Volunteer, int elsewhere = 0) =>
            new(Id(1), "000", source, sex, willing, 0, Start, elsewhere);
        Assert.Equal("no-candidate", Why(Usual));
        Assert.Equal("only-men", Why(Usual, Of(1)));
        Assert.Equal("sex-not-recorded", Why(Usual, Of(1), Of(0)));
        Assert.Equal("not-willing", Why(Usual, Of(1), Of(2, willing: false)));
        Assert.Equal("all-lead-elsewhere", Why(Usual, Of(2, elsewhere: 1)));
        Assert.Equal("post-rules", Why(Usual, Of(2) with { Most = 0 }));
        Assert.Equal("not-in-order", Why(Usual with { Sources = [LeaderSource.GridHead] }, Of(2)));

        string? Why(LeaderRule rule, params GroupCandidate[] candidates) =>
            ConcurrentPosts.Lead([place], candidates, rule)[0].Vacancy;
    }

    static Guid Id(int n) => new(n, 0, 0, new byte[8]);

    sealed record District(List<GroupPlace> Places, List<GroupCandidate> Candidates);

    /// <summary>
    /// Up to three villages with up to four micro-grids each; people of villages and micro-grids, some of several.
    /// </summary>
    static Arbitrary<District> Districts() =>
        Gen.Choose(0, int.MaxValue - 1)
            .Select(seed =>
            {
                var random = new Random(seed);
                List<GroupPlace> places = [];
                for (var v = 0; v < random.Next(1, 4); v++)
                for (var g = 0; g < random.Next(1, 5); g++)
                    places.Add(
                        new(
                            Id(1_000 + v * 10 + g),
                            DivisionKey.Of(v) + DivisionKey.Of(g),
                            random.Next(5) == 0 ? Id(500 + v * 10 + g) : null
                        )
                    );
                var candidates = Enumerable
                    .Range(0, random.Next(0, 25))
                    .Select(_ =>
                    {
                        var key = places[random.Next(places.Count)].Key;
                        return new GroupCandidate(
                            Id(random.Next(1, 15)),
                            random.Next(2) == 0 ? key : key[..3],
                            LeaderSource.All[random.Next(LeaderSource.All.Count)],
                            0,
                            random.Next(6) > 0,
                            random.Next(3),
                            Start.AddDays(random.Next(3))
                        );
                    })
                    .Select(c => c with { Sex = c.PersonId.GetHashCode() % 3 == 0 ? 1 : 2 })
                    .ToList();
                return new District(places, candidates);
            })
            .ToArbitrary();
}
