using ServiceDefaults.Http;

namespace Census.Domain;

/// <summary>Key-family categories of a household; several may hold at once.</summary>
static class Categories
{
    /// <summary>Reads them in the order of the code table; none may be given twice.</summary>
    public static string[] Read(Validation check, IReadOnlyList<string>? codes)
    {
        check.Distinct("/categories", codes);
        return [.. CodeTables.Category.Values.Where(c => codes?.Contains(c) == true)];
    }
}
