using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;

namespace Organizations.Tests;

/// <summary>The rule of elections over random counts with frequent ties.</summary>
public class ElectionRuleTests
{
    sealed record Case(int Seats, int Ballots, VoteCount[] Counts, bool Majority, int Seed);

    static readonly Arbitrary<Case> Any = (
        from seats in Gen.Choose(1, 6)
        from ballots in Gen.Choose(1, 12)
        from votes in Gen.ArrayOf(Gen.Choose(0, 12)).Where(v => v.Length is > 0 and < 15)
        from majority in Gen.Elements(true, false)
        from seed in Gen.Choose(0, 1_000)
        select new Case(
            seats,
            ballots,
            [.. votes.Select((v, i) => new VoteCount(new Guid(i + 1, 0, 0, new byte[8]), Math.Min(v, ballots)))],
            majority,
            seed
        )
    ).ToArbitrary();

    static ElectionOutcome Decide(Case c) => Election.Decide(c.Seats, c.Ballots, c.Counts, c.Majority);

    static int VotesOf(Case c, Guid person) => c.Counts.First(v => v.PersonId == person).Votes;

    [Property]
    public Property No_more_are_elected_than_there_are_seats_and_the_rest_is_reported() =>
        Prop.ForAll(Any, c =>
            Decide(c) is var o
            && o.Elected.Count <= c.Seats
            && o.SeatsLeft == c.Seats - o.Elected.Count
            && o.Elected.Distinct().Count() == o.Elected.Count
        );

    [Property]
    public Property The_elected_have_at_least_the_votes_of_all_others() => Prop.ForAll(Any, c =>
        {
            var elected = Decide(c).Elected;
            return elected.Count == 0
                || elected.Count == c.Counts.Length
                || elected.Min(e => VotesOf(c, e))
                    >= c.Counts.Where(v => !elected.Contains(v.PersonId)).Max(v => v.Votes);
        });

    [Property]
    public Property Candidates_tied_at_the_last_seat_all_go_to_the_runoff() => Prop.ForAll(Any, c =>
        {
            var o = Decide(c);
            if (o.Tied.Count == 0)
                return true;
            var votes = o.Tied.Select(t => VotesOf(c, t)).Distinct().Single();
            return o.SeatsLeft > 0
                && o.Tied.Count > o.SeatsLeft
                && !o.Elected.Intersect(o.Tied).Any()
                && c.Counts.Where(v => v.Votes == votes).All(v => o.Tied.Contains(v.PersonId));
        });

    [Property]
    public Property Equal_votes_have_equal_ends() => Prop.ForAll(Any, c =>
        {
            var o = Decide(c);
            return c
                .Counts.GroupBy(v => v.Votes)
                .All(g => g.Select(v => o.Elected.Contains(v.PersonId)).Distinct().Count() == 1);
        });

    [Property]
    public Property The_order_of_candidates_does_not_matter() => Prop.ForAll(Any, c =>
        {
            var (a, b) = (
                Decide(c),
                Decide(c with { Counts = [.. c.Counts.OrderBy(v => HashCode.Combine(c.Seed, v.PersonId))] })
            );
            return a.Elected.SequenceEqual(b.Elected) && a.Tied.SequenceEqual(b.Tied) && a.SeatsLeft == b.SeatsLeft;
        });

    [Property]
    public Property A_majority_is_more_than_half_of_the_ballots_and_no_votes_never_elect() =>
        Prop.ForAll(Any, c =>
            Decide(c).Elected.All(e => VotesOf(c, e) > 0 && (!c.Majority || VotesOf(c, e) * 2 > c.Ballots))
        );

    [Property]
    public Property A_seat_is_left_only_where_too_few_have_the_votes_or_a_tie_decides_nothing() => Prop.ForAll(Any, c =>
        {
            var o = Decide(c);
            var able = c.Counts.Count(v => v.Votes > 0 && (!c.Majority || v.Votes * 2 > c.Ballots));
            return o.SeatsLeft == 0 || o.Tied.Count > 0 || o.Elected.Count == able;
        });

    [Property]
    public Property A_vote_more_never_costs_the_seat() => Prop.ForAll(Any, c =>
        {
            var before = Decide(c).Elected;
            var lucky = c.Counts[c.Seed % c.Counts.Length];
            var after = Decide(
                c with
                {
                    Counts = [.. c.Counts.Select(v => v == lucky ? v with { Votes = v.Votes + 1 } : v)],
                }
            ).Elected;
            return !before.Contains(lucky.PersonId) || after.Contains(lucky.PersonId);
        });
}
