using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// A list as a file: CSV (UTF-8 with a byte order mark, so that spreadsheets show Chinese) or XLSX. The rows are
/// written to a temporary file that is deleted after the answer: a long list needs no memory, and a failure is still
/// answered with a problem. Cells that a spreadsheet would run as a formula are escaped.
/// </summary>
static class ListFile
{
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static async Task<FileStreamHttpResult> WriteAsync(
        string name,
        ListQuery query,
        IReadOnlyList<ListColumn> columns,
        IAsyncEnumerable<object?[]> rows,
        Session session,
        CancellationToken ct
    )
    {
        if (session.Caller.SubjectId is null)
            throw new ProblemException(PlatformProblems.SignInForFiles);
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
            await session.Within(
                Work.File,
                async () =>
                {
                    if (query.Format == "csv")
                        await WriteCsvAsync(file, [.. columns.Select(c => c.Heading(query.Language))], rows, ct);
                    else
                        await ListSheet.WriteAsync(file, name, query.Language, columns, rows, ct);
                    return file;
                },
                ct
            );
            file.Position = 0;
            var day = session.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return TypedResults.Stream(
                file,
                query.Format == "csv" ? "text/csv; charset=utf-8" : Xlsx,
                $"{name}-{day}.{query.Format}"
            );
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    static async Task WriteCsvAsync(
        Stream file,
        string[] headings,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken ct
    )
    {
        await using var csv = CsvWriter.Create(
            file,
            new CsvWriterOptions
            {
                WriteByteOrderMark = true,
                NewLine = "\r\n",
                Injection = CsvInjection.Escape,
                FormatProvider = CultureInfo.InvariantCulture,
            },
            true
        );
        await csv.WriteRecordAsync(headings, ct);
        await foreach (var row in rows.WithCancellation(ct))
        {
            foreach (var value in row)
                csv.WriteField(Cell(value));
            await csv.EndRecordAsync();
        }
        await csv.FlushAsync(ct);
    }

    internal static object? Cell(object? value) =>
        value switch
        {
            DateTimeOffset at => ChinaDay.Clock(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            bool b => b ? "是 yes" : "否 no",
            IEnumerable<object> list => ReadableText.Shown(string.Join("; ", list)),
            string text => ReadableText.Shown(text),
            null or int or long or short or decimal or double => value,
            _ => ListValue.Text(value),
        };
}
