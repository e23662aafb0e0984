namespace Organizations.Domain;

/// <summary>A micro-grid that needs a leader.</summary>
/// <param name="Key">Sort key; a place holds every key that begins with its own.</param>
/// <param name="LeaderId">Present leader of its group; null for none.</param>
public sealed record GroupPlace(Guid Id, string Key, Guid? LeaderId);

/// <summary>A person who may lead a group of a place.</summary>
/// <param name="Key">Sort key of the place: of the micro-grid itself or of a division above it.</param>
/// <param name="Sex">GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated.</param>
/// <param name="Since">Start of the post, or day of the nomination.</param>
/// <param name="LeadsElsewhere">Groups that the person leads, or is to lead, outside the places of this run.</param>
/// <param name="Age">Completed years; null if not known.</param>
/// <param name="GaveUp">Whether the person gave up a group or lost it, and was not nominated since.</param>
/// <param name="DivisionId">Division of the post or of the nomination; its key can differ from <paramref name="Key"/>,
/// because a merged division lies below the division that replaced it.</param>
public sealed record GroupCandidate(
    Guid PersonId,
    string Key,
    string Source,
    int Sex,
    bool Willing,
    long Points,
    DateTimeOffset Since,
    int LeadsElsewhere = 0,
    Guid DivisionId = default,
    int? Age = null,
    bool GaveUp = false
)
{
    /// <summary>How many groups of this run the limits of posts allow the person.</summary>
    public int Most { get; init; } = int.MaxValue;
}

/// <summary>A person who answers for a place (包联): for a micro-grid, or for a division above it.</summary>
/// <param name="Key">Sort key of the place.</param>
/// <param name="Leads">Whether the person leads the coverage there.</param>
public sealed record GroupCoverage(string Key, Guid PersonId, bool Leads);

/// <summary>
/// The rule's result for one micro-grid: its leader (<paramref name="Source"/> is null for a present leader), or the
/// reason why there is none.
/// </summary>
/// <param name="Vacancy">One of <see cref="ConcurrentPosts.Vacancies"/>; null where there is a leader.</param>
public sealed record GroupLead(Guid PlaceId, Guid? PersonId, string? Source, string? Vacancy);
