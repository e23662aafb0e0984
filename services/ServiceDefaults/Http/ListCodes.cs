using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>Code tables of columns that the database keeps.</summary>
static class ListCodes
{
    /// <returns>The columns with the code tables that the query needs; null where they have them.</returns>
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
