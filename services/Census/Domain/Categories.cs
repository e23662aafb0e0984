namespace Census.Domain;

/// <summary>Key-family categories of a household; several may hold at once.</summary>
static class Categories
{
    /// <summary>Sorts the codes by the code table's order.</summary>
    public static string[] Sorted(IReadOnlyList<string> codes) => [.. CodeTables.Category.Values.Where(codes.Contains)];
}
