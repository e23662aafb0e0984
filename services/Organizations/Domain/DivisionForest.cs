namespace Organizations.Domain;

/// <summary>The divisions of a file, parents before children and sisters by code, each linked to its parent.</summary>
public sealed class DivisionForest
{
    DivisionForest(DivisionEntry[] entries, IReadOnlyList<(DivisionEntry Later, DivisionEntry First)> twice) =>
        (Entries, Twice) = (entries, twice);

    /// <summary>One entry for each code.</summary>
    public IReadOnlyList<DivisionEntry> Entries { get; }

    /// <summary>Rows that repeat a code.</summary>
    public IReadOnlyList<(DivisionEntry Later, DivisionEntry First)> Twice { get; }

    /// <summary>
    /// A code is greater than every code above it, so the order of codes puts parents before children.
    /// </summary>
    public static DivisionForest Of(IReadOnlyCollection<DivisionEntry> rows)
    {
        var sorted = rows.ToArray();
        Array.Sort(Array.ConvertAll(sorted, r => r.Digits.Head), sorted);
        List<(DivisionEntry, DivisionEntry)> twice = [];
        var count = 0;
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            for (to = from + 1; to < sorted.Length && sorted[to].Digits.Head == sorted[from].Digits.Head; )
                to++;
            if (to - from > 1)
                Array.Sort(
                    sorted,
                    from,
                    to - from,
                    Comparer<DivisionEntry>.Create((a, b) => (a.Digits.Tail, a.Line).CompareTo((b.Digits.Tail, b.Line)))
                );
            for (var i = from; i < to; i++)
                if (i > from && sorted[i].Digits == sorted[count - 1].Digits)
                    twice.Add((sorted[i], sorted[count - 1]));
                else
                    sorted[count++] = sorted[i];
        }
        Array.Resize(ref sorted, count);
        var forest = new DivisionForest(sorted, twice);
        forest.Hang();
        return forest;
    }

    /// <summary>The entry of this code, or null.</summary>
    public DivisionEntry? Find(string code)
    {
        var digits = DivisionEntry.Split(code);
        var (from, to) = (0, Entries.Count - 1);
        while (from <= to)
        {
            var at = (from + to) / 2;
            var order = Entries[at].Digits.CompareTo(digits);
            if (order == 0)
                return Entries[at];
            if (order < 0)
                from = at + 1;
            else
                to = at - 1;
        }
        return null;
    }

    /// <summary>
    /// Gives every new entry its id and its place, the next step below its parent. Known entries keep theirs. The key
    /// of every descendant begins with its parent's key.
    /// </summary>
    /// <param name="next">The first free step below each division of the tree that gets children; the empty id stands
    /// for the root.</param>
    /// <param name="newId">Makes ids.</param>
    public void Place(Dictionary<Guid, int> next, Func<Guid> newId)
    {
        foreach (var entry in Entries.Where(e => !e.IsKnown))
        {
            var parent = entry.ParentId ?? Guid.Empty;
            (entry.Id, entry.Step) = (newId(), next.GetValueOrDefault(parent));
            next[parent] = entry.Step + 1;
        }
    }

    /// <summary>Descendants follow a division directly in this order, so the open ancestors form a stack.</summary>
    void Hang()
    {
        Stack<DivisionEntry> above = [];
        foreach (var entry in Entries)
        {
            while (above.TryPeek(out var last) && !last.Holds(entry))
                above.Pop();
            if (above.TryPeek(out var upper) && upper.IsDirectlyAbove(entry))
                (entry.Upper, upper.IsAbove) = (upper, true);
            above.Push(entry);
        }
    }
}
