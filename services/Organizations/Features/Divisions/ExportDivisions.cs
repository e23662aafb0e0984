using System.Globalization;
using System.Text;
using ServiceDefaults.Data;

namespace Organizations.Features.Divisions;

/// <summary>
/// The tree of an area on a day as CSV, in the order of keys: the same tree gives the same bytes. The server writes it, piece by piece, into a file of the machine that is gone
/// with the answer.
/// </summary>
static class ExportDivisions
{
    const string Rows = """
        copy (select id, parent_id as "parentId", code, name, kind, level, key, valid_from as "validFrom", valid_to - 1 as "validTo" from ({0}) x order by key, id) to stdout (format csv, header)
        """;
    const string Whole =
        $"select {Division.Columns} from division_states where since <= @day and (until is null or until > @day)";

    /// <param name="below">This division and all below it; the whole country if it is not given.</param>
    public static async Task<IResult> Handle(Guid? below, DateOnly? asOf, Session session, CancellationToken ct)
    {
        var day = session.Day(asOf).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        // COPY takes no parameters; a date and a UUID hold nothing that could break out of their quotes.
        var source = (below is null ? Whole : ListDivisions.Below)
            .Replace("@day", $"date '{day}'", StringComparison.Ordinal)
            .Replace("@below", $"uuid '{below}'", StringComparison.Ordinal);
        var connection = await session.Ready(ct);
        var file = new FileStream(
            Path.GetTempFileName(),
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.None,
            64 * 1024,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        try
        {
            using (
                var rows = await connection.BeginTextExportAsync(
                    string.Format(CultureInfo.InvariantCulture, Rows, source),
                    ct
                )
            )
            await using (var writer = new StreamWriter(file, new UTF8Encoding(false), 64 * 1024, leaveOpen: true))
            {
                var buffer = new char[32 * 1024];
                for (int read; (read = await rows.ReadAsync(buffer, ct)) > 0; )
                    await writer.WriteAsync(buffer.AsMemory(0, read), ct);
            }
            file.Position = 0;
            return TypedResults.Stream(file, "text/csv; charset=utf-8", $"divisions-{day}.csv");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
