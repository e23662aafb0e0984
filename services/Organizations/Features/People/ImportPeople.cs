using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using ServiceDefaults.Sealing;

namespace Organizations.Features.People;

/// <summary>People from a file: the dry run tells who is new and what is wrong, the application enters those who are not on the register yet.</summary>
static class ImportPeople
{
    public static readonly ImportKind Kind = new("people", PersonRows.Columns, CheckAsync, ApplyAsync)
    {
        Personal = true,
        MostRows = 100_000,
    };

    public static readonly ImportHandlers<ImportAnswer> Handlers = new(
        Kind,
        "/organizations/v1/people-imports",
        ImportAnswer.Of
    );

    public static Task<Accepted<ImportAnswer>> Handle(
        HttpRequest request,
        ImportUpload upload,
        Session session,
        CancellationToken ct
    ) => Handlers.Upload("", request, upload, session, ct);

    static readonly ImportRule Twice = new("twice", "文件中已有此人", "she is in the file already");

    static async Task<ImportCounts> CheckAsync(ImportRun run, CancellationToken ct)
    {
        var rows = await ReadAsync(run, ct);
        return new(rows.Count(r => !r.IsKnown), 0, rows.Count(r => r.IsKnown));
    }

    static async Task<ImportCounts> ApplyAsync(ImportRun run, CancellationToken ct)
    {
        var rows = await ReadAsync(run, ct);
        if (run.Rejected == 0)
            await PersonRows.EnterAsync(run.Session, rows, ct);
        return new(rows.Count(r => !r.IsKnown), 0, rows.Count(r => r.IsKnown));
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
        return await PersonRows.MeetAsync(
            run,
            rows,
            await PersonRows.PlacesAsync(run, rows.Select(r => r.DivisionCode), ct),
            ct
        );
    }
}
