using System.Text.Json;
using System.Text.Json.Serialization;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Imports;

/// <summary>An import as it stands and as it is answered; a kind that says more adds its members to these.</summary>
/// <param name="Kind">What its file holds.</param>
/// <param name="State">received, validating, validated, rejected, applying, applied or failed.</param>
/// <param name="Lines">Rows of the file, once the dry run has read it.</param>
/// <param name="Checked">Rows looked at so far.</param>
/// <param name="Rejected">Rows that break a rule.</param>
/// <param name="New">Records that it adds.</param>
/// <param name="Changed">Records on the register of which the file says something else, or more.</param>
/// <param name="Unchanged">Records that are on the register as the file says.</param>
/// <param name="CreatedBy">Who sent it.</param>
/// <param name="Mine">The caller has sent it, and may have the error file.</param>
public record ImportJob(
    Guid Id,
    string Kind,
    string Parameters,
    string State,
    long Bytes,
    int Lines,
    int Checked,
    int Rejected,
    int New,
    int Changed,
    int Unchanged,
    [property: JsonIgnore] string? KeptProblem,
    [property: JsonIgnore] string? KeptWarnings,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    long Version,
    Guid? CreatedBy,
    bool Mine
) : IVersioned
{
    /// <summary>What the upload's route noted beside the file.</summary>
    [JsonIgnore]
    public string Parameters { get; } = ImportParameters.Own(Parameters);

    /// <summary>Why the file as a whole was not taken.</summary>
    public FileProblem? Problem { get; } =
        KeptProblem is null ? null : FileProblem.Of(JsonSerializer.Deserialize<Problem>(KeptProblem, Wire.Json)!);

    /// <summary>
    /// What is to be known of the file though it is taken: hidden rows, columns left out, facts that stay as they are
    /// on record.
    /// </summary>
    public IReadOnlyList<ImportWarning> Warnings { get; } =
        KeptWarnings is null ? [] : JsonSerializer.Deserialize<ImportWarning[]>(KeptWarnings, Wire.Json)!;

    /// <summary>A problem of the file, with what to do.</summary>
    public sealed record FileProblem(string Code, string TitleZh, string TitleEn, string DetailZh, string DetailEn)
    {
        internal static FileProblem Of(Problem p) => new(p.Code, p.Zh, p.En, p.DoZh, p.DoEn);
    }
}
