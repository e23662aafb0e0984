using ServiceDefaults.Http;
using ServiceDefaults.Imports;

namespace Organizations.Features.People;

/// <summary>An import of people or posts and how far it is.</summary>
/// <param name="Changed">People on the register of whom the file says more than is there.</param>
/// <param name="Warnings">What is to be known of the file though it is taken: hidden rows, columns left out, facts that
/// stay as they are on record.</param>
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
    int Changed,
    int Unchanged,
    ImportAnswer.FileProblem? Problem,
    IReadOnlyList<ImportWarning> Warnings,
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
            j.Changed,
            j.Unchanged,
            FileProblem.Of(j.Problem),
            j.Warnings,
            j.CreatedAt,
            j.FinishedAt,
            j.Version,
            j.CreatedBy,
            j.Mine
        );
}
