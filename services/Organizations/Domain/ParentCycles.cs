using ServiceDefaults.Imports;

namespace Organizations.Domain;

/// <summary>
/// Divisions of a file that lie below themselves. One row at least of each cycle names a parent that its own digits do
/// not.
/// </summary>
public static class ParentCycles
{
    const int MostShown = 6;

    /// <summary>What is wrong with the rows of a cycle.</summary>
    public static ImportRule Rule(IReadOnlyList<string> codes)
    {
        var shown = string.Join(" → ", codes.Take(MostShown).Append(codes.Count > MostShown ? "…" : codes[0]));
        return new("parent-cycle", $"上级关系成环：{shown}", $"the parents form a cycle: {shown}");
    }

    /// <param name="named">The parent by code of each row whose digits name another one.</param>
    /// <param name="above">The parent of a row whose digits name it; null for a code that no such row has, or that has
    /// no parent.</param>
    /// <returns>For each code on a cycle the codes of the cycle, which begin with the first one that was looked
    /// at.</returns>
    public static Dictionary<string, IReadOnlyList<string>> Of(
        IReadOnlyDictionary<string, string> named,
        Func<string, string?> above
    )
    {
        Dictionary<string, IReadOnlyList<string>> cycles = [];
        Dictionary<string, int> walkOf = [];
        var walk = 0;
        foreach (var start in named.Keys)
        {
            List<string> path = [];
            var code = start;
            for (walk++; code is not null && walkOf.TryAdd(code, walk); code = Next(code))
                path.Add(code);
            if (code is null || walkOf[code] != walk)
                continue;
            var cycle = path.SkipWhile(c => c != code).ToList();
            foreach (var member in cycle)
                cycles[member] = cycle;
        }
        return cycles;

        string? Next(string code) => named.TryGetValue(code, out var parent) ? parent : above(code);
    }
}
