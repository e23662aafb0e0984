using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Organizations.Features.People;

/// <summary>What the routes of an import of people or posts do.</summary>
sealed class ImportHandlers(ImportKind kind, string path)
{
    /// <param name="ignoreUnknownColumns">Columns that are not understood are left out and named in the warnings; else they are refused.</param>
    public async Task<IResult> Upload(
        bool? ignoreUnknownColumns,
        HttpRequest request,
        ImportUpload upload,
        Session session,
        CancellationToken ct
    ) => Accepted(await upload.ReceiveAsync(request, kind, ImportParameters.Of("", ignoreUnknownColumns), session, ct));

    public async Task<IResult> Get(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(ImportAnswer.Of(await ImportJobs.FindAsync(session, kind, id, ct)));

    public async Task<IResult> Rejections(Guid id, Paging paging, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ImportJobs.RejectionsAsync(session, kind, id, paging, ct));

    public Task<IResult> Errors(Guid id, ListQuery query, Session session, CancellationToken ct) =>
        ImportJobs.ErrorFileAsync(session, kind, id, query, ct);

    public async Task<IResult> Apply(Guid id, Session session, CancellationToken ct) =>
        Accepted(await ImportJobs.ApplyAsync(session, kind, id, ct));

    IResult Accepted(ImportJob job) =>
        TypedResults.Accepted($"/organizations/v1/{path}/{job.Id}", ImportAnswer.Of(job));
}

/// <summary>An import of people or posts and how far it is.</summary>
/// <param name="Changed">People on the register of whom the file says more than is there.</param>
/// <param name="Warnings">What is to be known of the file though it is taken: hidden rows, columns left out, facts that stay as they are on record.</param>
/// <param name="State">received, validating, validated, rejected, applying, applied or failed.</param>
sealed record ImportAnswer(
    Guid Id,
    string State,
    long Bytes,
    int Lines,
    int Checked,
    int Rejected,
    int New,
    int Changed,
    int Unchanged,
    ImportAnswer.FileProblem? Problem,
    IReadOnlyList<ImportWarning> Warnings,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    long Version
) : IVersioned
{
    public sealed record FileProblem(string Code, string TitleZh, string TitleEn, string DetailZh, string DetailEn);

    public static ImportAnswer Of(ImportJob j) =>
        new(
            j.Id,
            j.State,
            j.Bytes,
            j.Lines,
            j.Checked,
            j.Rejected,
            j.Added,
            j.Changed,
            j.Unchanged,
            j.Problem is { } p ? new(p.Code, p.Zh, p.En, p.DoZh, p.DoEn) : null,
            j.Warnings,
            j.CreatedAt,
            j.FinishedAt,
            j.Version
        );
}
