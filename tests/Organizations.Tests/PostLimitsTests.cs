using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;

namespace Organizations.Tests;

/// <summary>The limits of posts over random tenures: two people, two places, three posts, ten days.</summary>
public class PostLimitsTests
{
    static readonly DateTimeOffset Day0 = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly Guid[] Ids = [.. Enumerable.Range(1, 4).Select(i => new Guid(i, 0, 0, new byte[8]))];
    static readonly string[] Names = ["a", "b", "c"];

    static readonly Gen<Tenure> AnyTenure =
        from person in Gen.Choose(0, 1)
        from place in Gen.Choose(2, 3)
        from post in Gen.Elements(Names)
        from start in Gen.Choose(0, 9)
        from days in Gen.Choose(0, 6)
        from id in Gen.Choose(1, int.MaxValue)
        select new Tenure(
            new Guid(id, 1, 0, new byte[8]),
            Ids[person],
            post,
            Ids[place],
            Day0.AddDays(start),
            days == 0 ? null : Day0.AddDays(start + days)
        );

    static readonly Gen<PostRule[]> AnyRules = Gen.ArrayOf(
            from place in Gen.Choose(0, 2)
            from person in Gen.Choose(0, 2)
            from anywhere in Gen.SubListOf(Names)
            from here in Gen.SubListOf(Names)
            select new PostRule("", place == 0 ? null : place, person == 0 ? null : person, [.. anywhere], [.. here]),
            3
        )
        .Select(rs => rs.Select((r, i) => r with { Post = Names[i] }).ToArray());

    static readonly Gen<(Tenure[] Tenures, PostRule[] Rules)> AnyCase =
        from t in Gen.ArrayOf(AnyTenure).Where(a => a.Length is > 0 and < 20)
        from r in AnyRules
        select (t.DistinctBy(x => x.Id).ToArray(), r);

    [Property]
    public Property Tenures_accepted_one_by_one_break_no_limit_at_any_moment() =>
        Prop.ForAll(AnyCase.ToArbitrary(), c =>
        {
            Func<string, PostRule?> rule = name => c.Rules.First(r => r.Post == name);
            List<Tenure> kept = [];
            foreach (var t in c.Tenures)
                if (PostLimits.Check(t, kept, rule) is null)
                    kept.Add(t);
            for (var hour = 0; hour < 24 * 18; hour += 6)
            {
                var now = kept.Where(t =>
                        t.From <= Day0.AddHours(hour) && (t.Until is null || t.Until > Day0.AddHours(hour))
                    )
                    .ToList();
                foreach (var r in c.Rules)
                {
                    if (
                        r.MostPerPlace is { } places
                        && now.Where(t => t.Post == r.Post).GroupBy(t => t.Place).Any(g => g.Count() > places)
                    )
                        return false;
                    if (
                        r.MostPerPerson is { } times
                        && now.Where(t => t.Post == r.Post).GroupBy(t => t.PersonId).Any(g => g.Count() > times)
                    )
                        return false;
                    foreach (var a in now.Where(t => t.Post == r.Post))
                    foreach (var b in now.Where(t => t.PersonId == a.PersonId && t.Id != a.Id))
                        if (
                            r.ExcludesAnywhere.Contains(b.Post)
                            || (a.Place == b.Place && (r.ExcludesHere.Contains(b.Post) || a.Post == b.Post))
                        )
                            return false;
                }
            }
            return true;
        });

    [Property]
    public Property The_order_in_which_others_are_given_does_not_matter() => Prop.ForAll(AnyCase.ToArbitrary(), c =>
        {
            Func<string, PostRule?> rule = name => c.Rules.First(r => r.Post == name);
            return PostLimits.Check(c.Tenures[0], c.Tenures[1..], rule)
                == PostLimits.Check(c.Tenures[0], c.Tenures[1..].Reverse(), rule);
        });

    [Property]
    public Property A_refusal_names_an_overlapping_tenure() =>
        Prop.ForAll(AnyCase.ToArbitrary(), c =>
            PostLimits.Check(c.Tenures[0], c.Tenures[1..], name => c.Rules.First(r => r.Post == name)) is not { } b
            || (c.Tenures.Contains(b.With) && b.With.Meets(c.Tenures[0]))
        );

    [Fact]
    public void Consecutive_tenures_do_not_overlap_and_two_short_ones_are_not_simultaneous()
    {
        Tenure Of(int n, int from, int? to) =>
            new(
                new Guid(n, 2, 0, new byte[8]),
                new Guid(n, 3, 0, new byte[8]),
                "a",
                Ids[2],
                Day0.AddDays(from),
                to is { } t ? Day0.AddDays(t) : null
            );
        var rule = new PostRule("a", 2, null, [], []);
        Tenure[] there = [Of(1, 0, 5), Of(2, 5, null)];
        Assert.Equal(1, PostLimits.Peak(there, Of(3, 0, null)));
        Assert.Null(PostLimits.Check(Of(3, 0, 10), there, _ => rule));
        Assert.Equal(BreachKind.PlaceFull, PostLimits.Check(Of(4, 2, 4), [.. there, Of(3, 0, 10)], _ => rule)?.Kind);
        Assert.Null(PostLimits.Check(Of(5, -3, 0), [.. there, Of(3, 0, 10)], _ => rule with { MostPerPlace = 1 }));
    }
}
