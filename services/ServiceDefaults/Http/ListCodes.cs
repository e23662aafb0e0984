using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>Reads code tables of columns that are stored in the database.</summary>
static class ListCodes
{
    /// <returns>The columns with the code tables that the query needs; null if nothing had to be read.</returns>
    public static async Task<IReadOnlyList<ListColumn>?> ReadAsync(
        IReadOnlyList<ListColumn> columns,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        if (!columns.Any(IsNeeded))
            return null;
        var read = new List<ListColumn>(columns.Count);
        foreach (var column in columns)
            read.Add(
                IsNeeded(column) ? column with { Recorded = null, Table = await column.Recorded!(session, ct) } : column
            );
        return read;

        bool IsNeeded(ListColumn c) =>
            c.Recorded is not null && (query.Format == "xlsx" || query.Filters.ContainsKey(c.Name));
    }
}
