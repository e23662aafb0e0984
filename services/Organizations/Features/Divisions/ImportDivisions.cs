using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>The import of divisions as its routes show it.</summary>
static class ImportDivisions
{
    public static readonly ImportKind Kind = new(
        "divisions",
        DivisionFile.Columns,
        CheckDivisions.CheckAsync,
        ApplyDivisions.ApplyAsync
    )
    {
        Aside = DivisionFile.Aside,
    };

    /// <summary>What the job notes beside the date for a complete table.</summary>
    public const string Complete = " complete";

    const string CountChanges =
        "select kind, count(*) as number, count(*) filter (where blocked) as blocked from division_import_changes where import_id = @id group by kind";

    /// <param name="Complete">The file is the whole table of the area it covers.</param>
    /// <param name="Changes">For a complete table how many divisions are new, renamed, recoded, merged, split, moved and abolished by it; see /changes.</param>
    /// <param name="Blocked">How many of these wait for a reorganisation, or for what lies there to be dealt with.</param>
    /// <param name="Warnings">What is to be known of the file though it is taken: hidden rows, columns left out.</param>
    /// <param name="Renamed">Divisions with a new name or a new code.</param>
    public sealed record Response(
        Guid Id,
        string State,
        string Effective,
        bool Complete,
        long Bytes,
        int Lines,
        int Checked,
        int Rejected,
        int New,
        int Renamed,
        int Unchanged,
        IReadOnlyDictionary<string, long>? Changes,
        long? Blocked,
        FileProblem? Problem,
        IReadOnlyList<ImportWarning> Warnings,
        DateTimeOffset CreatedAt,
        DateTimeOffset? FinishedAt,
        long Version
    ) : IVersioned;

    public sealed record FileProblem(string Code, string TitleZh, string TitleEn, string DetailZh, string DetailEn);

    /// <param name="effective">From when on the file holds; today if it is not given.</param>
    /// <param name="complete">The file is the whole table of the area it covers: what it does not have ends.</param>
    /// <param name="ignoreUnknownColumns">Columns that are not understood are left out and named in the warnings; else they are refused.</param>
    public static async Task<IResult> Handle(
        DateOnly? effective,
        bool? complete,
        bool? ignoreUnknownColumns,
        HttpRequest request,
        ImportUpload upload,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        check.That(effective is null || effective <= session.Today, "/effective", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var job = await upload.ReceiveAsync(
            request,
            Kind,
            ImportParameters.Of(
                (effective ?? session.Today).ToString("yyyy-MM-dd", null) + (complete == true ? Complete : ""),
                ignoreUnknownColumns
            ),
            session,
            ct
        );
        return Accepted(job);
    }

    public static async Task<IResult> HandleGet(Guid id, Session session, CancellationToken ct)
    {
        var answer = Answer(await ImportJobs.FindAsync(session, Kind, id, ct));
        if (!answer.Complete)
            return TypedResults.Ok(answer);
        var counts = await session.Query<Count>(CountChanges, new { id }, ct);
        return TypedResults.Ok(
            answer with
            {
                Changes = counts.ToDictionary(c => c.Kind, c => c.Number),
                Blocked = counts.Sum(c => c.Blocked),
            }
        );
    }

    public static async Task<IResult> HandleRejections(Guid id, Paging paging, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ImportJobs.RejectionsAsync(session, Kind, id, paging, ct));

    public static IResult Accepted(ImportJob job) =>
        TypedResults.Accepted($"/organizations/v1/division-imports/{job.Id}", Answer(job));

    static Response Answer(ImportJob j) =>
        new(
            j.Id,
            j.State,
            j.Parameters[..10],
            j.Parameters.EndsWith(Complete, StringComparison.Ordinal),
            j.Bytes,
            j.Lines,
            j.Checked,
            j.Rejected,
            j.Added,
            j.Changed,
            j.Unchanged,
            null,
            null,
            j.Problem is { } p ? new(p.Code, p.Zh, p.En, p.DoZh, p.DoEn) : null,
            j.Warnings,
            j.CreatedAt,
            j.FinishedAt,
            j.Version
        );

    sealed record Count(string Kind, long Number, long Blocked);
}
