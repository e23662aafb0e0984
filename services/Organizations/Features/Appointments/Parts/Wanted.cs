using Organizations.Domain;

namespace Organizations.Features.Appointments;

/// <summary>An appointment to be made.</summary>
/// <param name="DivisionId">Set for posts over an area, as the organization is for posts in one.</param>
/// <param name="Key">Sort key of the division, or of the organization's place.</param>
sealed record Wanted(
    Guid Id,
    Guid PersonId,
    string Post,
    Guid? DivisionId,
    Guid? OrganizationId,
    string Key,
    DateTimeOffset From,
    DateTimeOffset? Until
)
{
    /// <summary>appointed, elected, invited or co-opted.</summary>
    public string Mode { get; init; } = "appointed";
    public string? Basis { get; init; }

    /// <summary>The election or the run of a rule it comes from.</summary>
    public Guid? SourceId { get; init; }
    public Guid? DocumentId { get; init; }

    /// <summary>Her birth date where the register does not have it yet.</summary>
    public DateOnly? Born { get; init; }

    public Tenure Tenure => new(Id, PersonId, Post, DivisionId ?? OrganizationId, From, Until);
}
