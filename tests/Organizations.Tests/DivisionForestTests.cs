using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Organizations.Domain;

namespace Organizations.Tests;

/// <summary>The assignment of keys, over random trees in random order.</summary>
public class DivisionForestTests
{
    /// <summary>Rows of a random tree: each number is a place below one of those before it.</summary>
    static readonly Arbitrary<(string Code, string Parent, int Level)[]> Trees = (
        from picks in Gen.Choose(0, 1_000_000).NonEmptyListOf()
        select Grow([.. picks.Take(60)])
    ).ToArbitrary();

    static readonly Dictionary<string, KnownDivision> Nothing = [];

    [Property]
    public Property Keys_hang_on_their_parents_key_and_sisters_differ() =>
        Prop.ForAll(Trees, Gen.Choose(0, int.MaxValue).ToArbitrary(), (tree, seed) =>
        {
            var forest = Place(Shuffled(tree, seed), Nothing, []);
            var byCode = forest.Entries.ToDictionary(e => e.Code);
            return forest.Entries.Count == tree.Length
                && forest.Entries.All(e => e.Key.Length == e.Level * DivisionKey.Width)
                && forest
                    .Entries.Where(e => e.ParentCode != "")
                    .All(e =>
                        e.Key.StartsWith(byCode[e.ParentCode].Key, StringComparison.Ordinal)
                        && e.ParentId == byCode[e.ParentCode].Id
                    )
                && forest.Entries.Select(e => e.Key).Distinct().Count() == tree.Length
                && forest
                    .Entries.Where(e => e.Upper is not null)
                    .GroupBy(e => e.ParentCode)
                    .All(g =>
                        g.OrderBy(e => e.Code, StringComparer.Ordinal)
                            .Select(e => e.Key)
                            .SequenceEqual(g.Select(e => e.Key).Order(StringComparer.Ordinal))
                    );
        });

    [Property]
    public Property Importing_again_or_more_changes_no_key_that_was_given() =>
        Prop.ForAll(Trees, Gen.Choose(0, int.MaxValue).ToArbitrary(), (tree, seed) =>
        {
            // A first file holds the upper part of the tree: each division with all its ancestors.
            var part = tree.Take(tree.Length / 2 + 1).ToArray();
            var first = Place(Shuffled(part, seed), Nothing, []);
            var known = first.Entries.ToDictionary(
                e => e.Code,
                e => new KnownDivision(e.Id, e.ParentId, e.Key, e.Code, e.Name, e.Kind, e.Level, default, default)
            );
            var next = first.Entries.GroupBy(e => e.ParentId ?? Guid.Empty).ToDictionary(g => g.Key, g => g.Count());
            var second = Place(Shuffled(tree, seed + 1), known, next);
            return second
                    .Entries.Where(e => e.IsKnown)
                    .All(e => e.Id == known[e.Code].Id && (!e.IsAbove || e.Key == known[e.Code].Key))
                && second.Entries.Count(e => e.IsKnown) == part.Length
                && second.Entries.Select(e => known.GetValueOrDefault(e.Code)?.Key ?? e.Key).Distinct().Count()
                    == tree.Length
                && second
                    .Entries.Where(e => e.ParentCode != "")
                    .All(e =>
                        e.IsKnown
                        || e.Key.StartsWith(
                            second.Entries.First(p => p.Code == e.ParentCode).Key,
                            StringComparison.Ordinal
                        )
                    );
        });

    [Fact]
    public void Keys_sort_as_their_ordinals() =>
        Assert.Equal(
            Enumerable.Range(0, DivisionKey.Most).Select(DivisionKey.Of),
            Enumerable.Range(0, DivisionKey.Most).Select(DivisionKey.Of).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_parent_has_room_for_32768_children() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DivisionKey.Of(DivisionKey.Most));

    static DivisionForest Place(
        (string Code, string Parent, int Level)[] rows,
        Dictionary<string, KnownDivision> known,
        Dictionary<Guid, int> next
    )
    {
        var forest = DivisionForest.Of([
            .. rows.Select((r, i) => new DivisionEntry(i + 2, r.Code, "名" + r.Code, r.Level)),
        ]);
        foreach (var entry in forest.Entries)
            if (known.GetValueOrDefault(entry.Code) is { } there)
                entry.Meet(there);
        forest.Place(next, Guid.NewGuid);
        return forest;
    }

    static (string Code, string Parent, int Level)[] Grow(int[] picks)
    {
        List<(string Code, string Parent, int Level)> tree = [];
        Dictionary<string, int> children = [];
        foreach (var pick in picks)
        {
            (string Code, string Parent, int Level) parent =
                tree.Count == 0 || pick % 7 == 0 ? ("", "", 0) : tree[pick % tree.Count];
            if (parent.Level == DivisionKind.DeepestLevel)
                continue;
            var number = children[parent.Code] = children.GetValueOrDefault(parent.Code) + 1;
            var (digits, width) = parent.Level switch
            {
                0 => ("", 2),
                1 => (parent.Code[..2], 2),
                2 => (parent.Code[..4], 2),
                3 => (parent.Code[..6], 3),
                4 => (parent.Code[..9], 3),
                _ => (parent.Code, 3),
            };
            var own = (parent.Level == 0 ? number + 10 : number).ToString(new string('0', width), null);
            tree.Add(((digits + own).PadRight(12, '0'), parent.Code, parent.Level + 1));
        }
        return [.. tree];
    }

    static (string Code, string Parent, int Level)[] Shuffled((string Code, string Parent, int Level)[] tree, int seed)
    {
        var copy = tree.ToArray();
        new Random(seed).Shuffle(copy);
        return copy;
    }
}
