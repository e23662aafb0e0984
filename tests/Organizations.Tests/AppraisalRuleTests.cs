using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;

namespace Organizations.Tests;

/// <summary>
/// The rule of the yearly appraisal, over random candidates; few distinct figures make ties frequent.
/// </summary>
public class AppraisalRuleTests
{
    static readonly Arbitrary<(List<Candidate> Candidates, int Percent, int Seed)> Any = Arb.From(
        from figures in Gen.Zip(Gen.Choose(0, 3), Gen.Zip(Gen.Choose(0, 2), Gen.Choose(0, 2))).ListOf()
        from percent in Gen.Choose(1, 100)
        from seed in Gen.Choose(0, 1_000_000)
        select (
            figures
                .Select(
                    (f, i) =>
                        new Candidate(
                            Id(seed, i),
                            f.Item1 * 10,
                            f.Item2.Item1,
                            new DateOnly(2020, 1, 1).AddDays(f.Item2.Item2)
                        )
                )
                .ToList(),
            percent,
            seed
        )
    );

    static Guid Id(int seed, int i)
    {
        var bytes = new byte[16];
        new Random(seed + i * 7919).NextBytes(bytes);
        return new(bytes);
    }

    static Property Check(Func<List<Candidate>, int, int, bool> holds) =>
        Prop.ForAll(Any, x => holds(x.Candidates, x.Percent, x.Seed));

    [Property]
    public Property Exactly_the_quota_is_selected() =>
        Check(
            (all, percent, _) =>
                Appraisal.Rank(all, percent).Count(s => s.Selected) == Appraisal.Quota(all.Count, percent)
        );

    [Property]
    public Property No_unselected_candidate_has_more_than_a_selected_one() =>
        Check(
            (all, percent, _) =>
            {
                var standings = Appraisal.Rank(all, percent);
                return !standings.Any(s =>
                    s.Selected && standings.Any(o => !o.Selected && Better(o.Candidate, s.Candidate))
                );
            }
        );

    static bool Better(Candidate a, Candidate b) =>
        (a.Points, a.Women, b.Since.DayNumber).CompareTo((b.Points, b.Women, a.Since.DayNumber)) > 0;

    [Property]
    public Property The_order_in_which_candidates_come_changes_nothing() =>
        Check(
            (all, percent, seed) =>
            {
                var shuffled = all.ToArray();
                new Random(seed).Shuffle(shuffled);
                return Appraisal.Rank(all, percent).SequenceEqual(Appraisal.Rank(shuffled, percent));
            }
        );

    [Property]
    public Property Ranks_are_one_two_three_and_each_is_given_once() =>
        Check(
            (all, percent, _) =>
                Appraisal.Rank(all, percent).Select(s => s.Rank).SequenceEqual(Enumerable.Range(1, all.Count))
        );

    [Property]
    public Property A_corrected_candidate_takes_the_rank_of_the_corrected_figures() =>
        Check(
            (all, percent, _) =>
                all.All(c =>
                    Appraisal.RankAmong(c, all.Where(o => o != c))
                    == Appraisal.Rank(all, percent).First(s => s.Candidate == c).Rank
                )
        );

    [Theory]
    [
        InlineData(3170, 20, 634),
        InlineData(0, 20, 0),
        InlineData(1, 20, 1),
        InlineData(4, 20, 1),
        InlineData(9, 20, 1),
        InlineData(10, 20, 2),
        InlineData(7, 100, 7)
    ]
    public void The_share_is_rounded_down_and_one_at_least(int candidates, int percent, int quota) =>
        Assert.Equal(quota, Appraisal.Quota(candidates, percent));
}
