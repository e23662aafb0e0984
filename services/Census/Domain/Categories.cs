using ServiceDefaults.Http;

namespace Census.Domain;

/// <summary>Key-family categories of a household; several may hold at once.</summary>
static class Categories
{
    /// <summary>Sorts the codes by the code table's order; notes PLT-1010 at a repeated code.</summary>
    public static string[] Read(Validation check, IReadOnlyList<string>? codes)
    {
        check.Distinct("/categories", codes);
        return [.. CodeTables.Category.Values.Where(c => codes?.Contains(c) == true)];
    }
}
