using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Organizations.Features.People;

/// <summary>An import of people or posts and how far it is.</summary>
/// <param name="State">received, validating, validated, rejected, applying, applied or failed.</param>
sealed record ImportAnswer(
    Guid Id, string State, long Bytes, int Lines, int Checked, int Rejected, int New, int Unchanged, ImportAnswer.FileProblem? Problem, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, long Version) : IVersioned
{
    public sealed record FileProblem(string Code, string TitleZh, string TitleEn, string DetailZh, string DetailEn);

    public static ImportAnswer Of(ImportJob j) => new(j.Id, j.State, j.Bytes, j.Lines, j.Checked, j.Rejected, j.Added, j.Unchanged,
        j.Problem is { } p ? new(p.Code, p.Zh, p.En, p.DoZh, p.DoEn) : null, j.CreatedAt, j.FinishedAt, j.Version);
}
