using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Organizations.Features.People;

/// <summary>An import of people or posts and how far it is.</summary>
/// <param name="State">received, validating, validated, rejected, applying, applied or failed.</param>
/// <param name="CreatedBy">Who sent it.</param>
/// <param name="Mine">The caller has sent it, and may have the error file.</param>
sealed record ImportAnswer(
    Guid Id,
    string State,
    long Bytes,
    int Lines,
    int Checked,
    int Rejected,
    int New,
    int Unchanged,
    ImportAnswer.FileProblem? Problem,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    long Version,
    Guid? CreatedBy,
    bool Mine
) : IVersioned
{
    public sealed record FileProblem(string Code, string TitleZh, string TitleEn, string DetailZh, string DetailEn)
    {
        public static FileProblem? Of(Problem? p) => p is null ? null : new(p.Code, p.Zh, p.En, p.DoZh, p.DoEn);
    }

    public static ImportAnswer Of(ImportJob j) =>
        new(
            j.Id,
            j.State,
            j.Bytes,
            j.Lines,
            j.Checked,
            j.Rejected,
            j.Added,
            j.Unchanged,
            FileProblem.Of(j.Problem),
            j.CreatedAt,
            j.FinishedAt,
            j.Version,
            j.CreatedBy,
            j.Mine
        );
}
