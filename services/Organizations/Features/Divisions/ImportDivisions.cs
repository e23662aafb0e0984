using Organizations.Features.People;
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
        ChangesAreas = true,
    };

    public static readonly ImportHandlers<Response> Handlers = new(Kind, "/organizations/v1/division-imports", Answer)
    {
        More = WithChangesAsync,
        MayApply = ApplyDivisions.RequireUnblockedAsync,
    };

    /// <summary>What the job notes beside the date for a complete table.</summary>
    public const string Complete = " complete";

    const string CountChanges = """
        select kind, count(*) as number, count(*) filter (where blocked) as blocked
        from division_import_changes
        where import_id = @Id
        group by kind
        """;

    /// <param name="Complete">The file is the whole table of the area it covers.</param>
    /// <param name="Changes">For a complete table how many divisions are new, renamed, recoded, merged, split, moved
    /// and abolished by it; see /changes.</param>
    /// <param name="Blocked">How many of these wait for a reorganisation, or for what lies there to be dealt
    /// with.</param>
    /// <param name="Warnings">What is to be known of the file though it is taken: hidden rows, columns left
    /// out.</param>
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
        ImportAnswer.FileProblem? Problem,
        IReadOnlyList<ImportWarning> Warnings,
        DateTimeOffset CreatedAt,
        DateTimeOffset? FinishedAt,
        long Version,
        Guid? CreatedBy,
        bool Mine
    ) : IVersioned;

    /// <param name="effective">From when on the file holds; today if it is not given.</param>
    /// <param name="complete">The file is the whole table of the area it covers: what it does not have ends.</param>
    /// <param name="ignoreUnknownColumns">Columns that are not understood are left out and named in the warnings; else
    /// they are refused.</param>
    [EndpointSummary(
        "上传区划文件 Send a division file (CSV or XLSX: code, name, parentCode, formerCode where a code has "
            + "changed, kind below the village and for zones; complete=true for the whole table of an area); "
            + "its dry run begins"
    )]
    public static Task<Accepted<Response>> Handle(
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
        var own = (effective ?? session.Today).ToString("yyyy-MM-dd", null) + (complete == true ? Complete : "");
        return Handlers.Upload(ImportParameters.Of(own, ignoreUnknownColumns), request, upload, session, ct);
    }

    static async Task<Response> WithChangesAsync(Response answer, Session session, CancellationToken ct)
    {
        if (!answer.Complete)
            return answer;
        var counts = await session.Query<Count>(CountChanges, new { answer.Id }, ct);
        return answer with
        {
            Changes = counts.ToDictionary(c => c.Kind, c => c.Number),
            Blocked = counts.Sum(c => c.Blocked),
        };
    }

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
            ImportAnswer.FileProblem.Of(j.Problem),
            j.Warnings,
            j.CreatedAt,
            j.FinishedAt,
            j.Version,
            j.CreatedBy,
            j.Mine
        );

    sealed record Count(string Kind, long Number, long Blocked);
}
