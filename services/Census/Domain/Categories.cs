using ServiceDefaults.Http;

namespace Census.Domain;

/// <summary>Key-family categories of a household; several may hold at once.</summary>
static class Categories
{
    /// <summary>Reads them in the order of the code table.</summary>
    public static string[] Read(Validation check, IReadOnlyList<string?>? codes)
    {
        for (var i = 0; i < (codes?.Count ?? 0); i++)
            if (
                check.OneOf($"/categories/{i}", codes![i], CodeTables.Category) is { Length: > 0 } code
                && codes.Take(i).Contains(code)
            )
                check.Add($"/categories/{i}", PlatformProblems.Duplicate);
        return [.. CodeTables.Category.Codes.Select(c => c.Value).Where(c => codes?.Contains(c) == true)];
    }
}
