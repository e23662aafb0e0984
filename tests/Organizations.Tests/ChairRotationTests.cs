using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;

namespace Organizations.Tests;

/// <summary>The turns of the chair, over random alliances whose members come and go.</summary>
public class ChairRotationTests
{
    static readonly DateOnly Start = new(2024, 1, 31);

    /// <summary>A number of members, a term in months, and a seed for their periods.</summary>
    static readonly Arbitrary<(int Members, int Term, int Seed)> Cases = (
        from members in Gen.Choose(1, 12)
        from term in Gen.Choose(1, 24)
        from seed in Gen.Choose(0, int.MaxValue)
        select (members, term, seed)
    ).ToArbitrary();

    [Property]
    public Property Without_changes_every_member_has_one_turn_in_as_many_terms_as_there_are_members() =>
        Prop.ForAll(Cases, c =>
        {
            var members = Steady(c.Members, c.Seed);
            var turns = ChairRotation
                .Turns(Plan(members, c.Term), members)
                .Take(c.Members * 4)
                .Select(t => t.MemberId)
                .ToList();
            return Enumerable
                    .Range(0, c.Members * 3)
                    .All(i => turns.Skip(i).Take(c.Members).Distinct().Count() == c.Members)
                && turns.Take(c.Members).SequenceEqual(members.Select(m => m.Id));
        });

    [Property]
    public Property The_chair_is_always_a_member_and_there_is_one_on_every_day_with_members() => Prop.ForAll(Cases, c =>
        {
            var members = Moving(c.Members, c.Seed);
            var plan = Plan(members, c.Term);
            return Enumerable
                .Range(0, 400)
                .Select(i => Start.AddDays(i * 11))
                .All(day =>
                    ChairRotation.On([plan], members, day) is { } turn
                        ? members.Single(m => m.Id == turn.MemberId).IsOn(day) && turn.From <= day && day < turn.Until
                        : !members.Any(m => m.IsOn(day))
                );
        });

    [Property]
    public Property Turns_follow_each_other_and_last_one_term_unless_the_chair_leaves() => Prop.ForAll(Cases, c =>
        {
            var members = Moving(c.Members, c.Seed);
            var turns = ChairRotation.Turns(Plan(members, c.Term), members).Take(40).ToList();
            var anchors = turns.Select(t => t.From).Append(Start).ToHashSet();
            return turns
                    .Zip(turns.Skip(1))
                    .All(p => p.First.Until == p.Second.From || !members.Any(m => m.IsOn(p.First.Until)))
                && turns.All(t =>
                    t.From < t.Until
                    && (
                        members.Single(m => m.Id == t.MemberId).To == t.Until
                        || anchors.Any(a => Enumerable.Range(1, 60).Any(n => a.AddMonths(n * c.Term) == t.Until))
                    )
                );
        });

    [Property]
    public Property Members_that_stay_have_equal_turns_up_to_one_while_others_join_and_leave() =>
        Prop.ForAll(Cases, c =>
        {
            var members = (RotatingMember[])[.. Moving(c.Members, c.Seed), .. Steady(3, c.Seed + 1)];
            var turns = ChairRotation.Turns(Plan(members, c.Term), members).Take(60).Select(t => t.MemberId).ToList();
            return Enumerable
                .Range(0, 60)
                .All(first =>
                    Enumerable
                        .Range(1, 60 - first)
                        .All(length =>
                        {
                            var counts = members[^3..]
                                .Select(m => turns.Skip(first).Take(length).Count(t => t == m.Id))
                                .ToList();
                            return counts.Max() - counts.Min() <= 1 && (length < members.Length || counts.Min() >= 1);
                        })
                );
        });

    [Property]
    public Property The_same_plan_gives_the_same_turns_for_any_day_and_any_order_of_members() => Prop.ForAll(Cases, c =>
        {
            var members = Moving(c.Members, c.Seed);
            var shuffled = members.ToArray();
            new Random(c.Seed).Shuffle(shuffled);
            RotationPlan[] plans =
            [
                Plan(members, c.Term),
                new(Start.AddMonths(17), 3, [.. members.Select(m => m.Id).Reverse()]),
            ];
            var all = ChairRotation.Turns(plans, members, Start.AddYears(12));
            return all.SequenceEqual(ChairRotation.Turns(plans.Reverse(), shuffled, Start.AddYears(12)))
                && Enumerable
                    .Range(0, 60)
                    .Select(i => Start.AddMonths(i * 2))
                    .All(day =>
                        ChairRotation.On(plans, shuffled, day)
                        == all.SingleOrDefault(t => t.From <= day && day < t.Until)
                    );
        });

    [Fact]
    public void Terms_from_the_last_day_of_a_month_do_not_slide()
    {
        var members = Steady(2, 1);
        Assert.Equal(
            [new(2024, 2, 29), new(2024, 3, 31), new(2024, 4, 30), new(2024, 5, 31)],
            ChairRotation.Turns(Plan(members, 1), members).Take(4).Select(t => t.Until)
        );
    }

    [Fact]
    public void Without_members_there_is_no_turn() => Assert.Empty(ChairRotation.Turns(new(Start, 12, []), []));

    static RotationPlan Plan(IReadOnlyList<RotatingMember> members, int term) =>
        new(Start, term, [.. members.Select(m => m.Id)]);

    static RotatingMember[] Steady(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ => new RotatingMember(Id(random), Start.AddDays(-random.Next(500)))),
        ];
    }

    static RotatingMember[] Moving(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => Start.AddDays(random.Next(-400, 2_000)))
                .Select(from => new RotatingMember(
                    Id(random),
                    from,
                    random.Next(3) == 0 ? null : from.AddDays(random.Next(1, 1_500))
                )),
        ];
    }

    static Guid Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }
}
