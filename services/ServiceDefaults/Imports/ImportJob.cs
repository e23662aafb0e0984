using System.Text.Json;
using System.Text.Json.Serialization;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace ServiceDefaults.Imports;

/// <summary>An import and its state; a kind may add members.</summary>
/// <param name="Kind">The kind of its file.</param>
/// <param name="State">received, validating, validated, rejected, applying, applied or failed.</param>
/// <param name="Lines">Number of rows of the file, after the dry run.</param>
/// <param name="Checked">Number of rows checked so far.</param>
/// <param name="Rejected">Number of rows that break a rule.</param>
/// <param name="New">Number of records that it adds.</param>
/// <param name="Changed">Number of existing records that differ from the file.</param>
/// <param name="Unchanged">Number of existing records that equal the file.</param>
/// <param name="CreatedBy">The sender's id.</param>
/// <param name="Mine">The caller is the sender, who may read the error file.</param>
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
    /// <summary>The parameters that the upload's route stored with the file.</summary>
    [JsonIgnore]
    public string Parameters { get; } = ImportParameters.Own(Parameters);

    /// <summary>Why the file as a whole was refused.</summary>
    public FileProblem? Problem { get; } =
        KeptProblem is null ? null : FileProblem.Of(JsonSerializer.Deserialize<Problem>(KeptProblem, Wire.Json)!);

    /// <summary>
    /// Warnings about an accepted file: hidden rows, ignored columns, recorded values that stay unchanged.
    /// </summary>
    public IReadOnlyList<ImportWarning> Warnings { get; } =
        KeptWarnings is null ? [] : JsonSerializer.Deserialize<ImportWarning[]>(KeptWarnings, Wire.Json)!;

    /// <summary>A problem of the file, and what to do.</summary>
    public sealed record FileProblem(string Code, string TitleZh, string TitleEn, string DetailZh, string DetailEn)
    {
        internal static FileProblem Of(Problem p) => new(p.Code, p.Zh, p.En, p.DoZh, p.DoEn);
    }
}
