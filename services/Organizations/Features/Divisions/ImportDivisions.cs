using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Organizations.Features.Divisions;

/// <summary>The import of divisions as its routes show it.</summary>
static class ImportDivisions
{
    public static readonly ImportKind Kind = new("divisions", DivisionFile.Columns, CheckDivisions.CheckAsync, ApplyDivisions.ApplyAsync);

    /// <param name="Renamed">Divisions with a new name or a new code.</param>
    public sealed record Response(
        Guid Id, string State, string Effective, long Bytes, int Lines, int Checked, int Rejected, int New, int Renamed, int Unchanged, FileProblem? Problem,
        DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, long Version) : IVersioned;

    public sealed record FileProblem(string Code, string TitleZh, string TitleEn, string DetailZh, string DetailEn);

    /// <param name="effective">From when on the file holds; today if it is not given.</param>
    public static async Task<IResult> Handle(DateOnly? effective, HttpRequest request, ImportUpload upload, Session session, CancellationToken ct)
    {
        var check = new Validation();
        check.That(effective is null || effective <= session.Today, "/effective", PlatformProblems.InFuture);
        check.ThrowIfInvalid();
        var job = await upload.ReceiveAsync(request, Kind, (effective ?? session.Today).ToString("yyyy-MM-dd", null), session, ct);
        return Accepted(job);
    }

    public static async Task<IResult> HandleGet(Guid id, Session session, CancellationToken ct) => TypedResults.Ok(Answer(await ImportJobs.FindAsync(session, Kind, id, ct)));

    public static async Task<IResult> HandleRejections(Guid id, Paging paging, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ImportJobs.RejectionsAsync(session, Kind, id, paging, ct));

    public static IResult Accepted(ImportJob job) => TypedResults.Accepted($"/organizations/v1/division-imports/{job.Id}", Answer(job));

    static Response Answer(ImportJob j) => new(j.Id, j.State, j.Parameters, j.Bytes, j.Lines, j.Checked, j.Rejected, j.Added, j.Changed, j.Unchanged,
        j.Problem is { } p ? new(p.Code, p.Zh, p.En, p.DoZh, p.DoEn) : null, j.CreatedAt, j.FinishedAt, j.Version);
}
