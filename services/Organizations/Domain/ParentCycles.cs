using ServiceDefaults.Imports;

namespace Organizations.Domain;

/// <summary>
/// Divisions of a file that lie below themselves. At least one row of each cycle names a parent that contradicts its
/// digits.
/// </summary>
public static class ParentCycles
{
    const int MostShown = 6;

    /// <summary>The error of the rows of a cycle.</summary>
    public static ImportRule Rule(IReadOnlyList<string> codes)
    {
        var shown = string.Join(" → ", codes.Take(MostShown).Append(codes.Count > MostShown ? "…" : codes[0]));
        return new("parent-cycle", $"上级关系成环：{shown}", $"the parents form a cycle: {shown}");
    }

    /// <param name="named">The parent by code, for each row that names another parent than its digits.</param>
    /// <param name="above">The parent of a row by its digits; null for a code without a row, or without a
    /// parent.</param>
    /// <returns>For each code on a cycle the codes of the cycle, starting with the first one visited.</returns>
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
