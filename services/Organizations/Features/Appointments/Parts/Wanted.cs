using Organizations.Domain;

namespace Organizations.Features.Appointments;

/// <summary>A new appointment.</summary>
/// <param name="DivisionId">Set for posts over an area; the organization is set for posts in one.</param>
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

    /// <summary>The election, or the run of a rule, that made it.</summary>
    public Guid? SourceId { get; init; }
    public Guid? DocumentId { get; init; }

    /// <summary>The birth date, if the register does not have it yet.</summary>
    public DateOnly? Born { get; init; }

    public Tenure Tenure => new(Id, PersonId, Post, DivisionId ?? OrganizationId, From, Until);
}
