using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using ServiceDefaults.Sealing;

namespace Organizations.Features.People;

/// <summary>
/// Imports people from a file: the dry run shows who is new and which rows have errors; the application enters new
/// people and adds missing values to known ones.
/// </summary>
static class ImportPeople
{
    public static readonly ImportKind Kind = new("people", PersonRows.Columns, CheckAsync, ApplyAsync)
    {
        Personal = true,
        MostRows = 100_000,
    };

    public static readonly ImportHandlers<ImportJob> Handlers = new(Kind, "/organizations/v1/people-imports", job =>
        job
    );

    /// <param name="ignoreUnknownColumns">True leaves unknown columns out and names them in the warnings; otherwise
    /// they are refused.</param>
    [EndpointSummary("导入人员 Upload a file of people (CSV or XLSX) and start its dry run")]
    public static Task<Accepted<ImportJob>> Handle(
        bool? ignoreUnknownColumns,
        HttpRequest request,
        ImportUpload upload,
        Session session,
        CancellationToken ct
    ) => Handlers.Upload(ImportParameters.Of("", ignoreUnknownColumns), request, upload, session, ct);

    static readonly ImportRule Twice = new("twice", "文件中已有此人", "the file has this person already");

    static async Task<ImportCounts> CheckAsync(ImportRun run, CancellationToken ct)
    {
        var rows = await ReadAsync(run, ct);
        return Counts(rows);
    }

    static ImportCounts Counts(List<PersonRow> rows) =>
        new(
            rows.Count(r => !r.IsKnown),
            rows.Count(r => r.More is not null),
            rows.Count(r => r.IsKnown && r.More is null)
        );

    static async Task<ImportCounts> ApplyAsync(ImportRun run, CancellationToken ct)
    {
        var rows = await ReadAsync(run, ct);
        if (run.Rejected == 0)
        {
            await PersonRows.EnterAsync(run.Session, rows, ct);
            await KnownPeople.AddAsync(run.Session, rows, ct);
        }
        return Counts(rows);
    }

    static async Task<List<PersonRow>> ReadAsync(ImportRun run, CancellationToken ct)
    {
        List<PersonRow> rows = [];
        HashSet<string> seen = [];
        await run.ReadAsync(
            row =>
            {
                if (PersonRows.Read(run, row) is not { } read)
                    return;
                if (seen.Add(read.Identity))
                    rows.Add(read);
                else
                    run.Reject(row.Line, Mask.Name(read.Facts.Name), Twice);
            },
            ct
        );
        return await PersonMeeting.MeetAsync(
            run,
            rows,
            await PersonMeeting.PlacesAsync(run, rows.Select(r => r.DivisionCode), ct),
            ct
        );
    }
}
