using ServiceDefaults.Http;

namespace ServiceDefaults.Imports;

/// <summary>An import as it stands.</summary>
/// <param name="State">received, validating, validated, rejected, applying, applied or failed.</param>
/// <param name="Lines">Rows of the file, once the dry run has read it.</param>
/// <param name="Checked">Rows looked at so far.</param>
/// <param name="Rejected">Rows that break a rule.</param>
/// <param name="Problem">Why the file as a whole was not taken.</param>
/// <param name="CreatedBy">Who sent it.</param>
/// <param name="Mine">The caller has sent it.</param>
public sealed record ImportJob(
    Guid Id,
    string Kind,
    string Parameters,
    string State,
    long Bytes,
    int Lines,
    int Checked,
    int Rejected,
    int Added,
    int Changed,
    int Unchanged,
    Problem? Problem,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    long Version,
    Guid? CreatedBy,
    bool Mine
)
{
    /// <summary>What is to be known of the file though it is taken.</summary>
    public IReadOnlyList<ImportWarning> Warnings { get; init; } = [];
}
