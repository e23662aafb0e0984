namespace Organizations.Domain;

/// <summary>A micro-grid that is to have a leader.</summary>
/// <param name="Key">Sort key; a place holds every key that begins with its own.</param>
/// <param name="LeaderId">Who leads its group already.</param>
public sealed record GroupPlace(Guid Id, string Key, Guid? LeaderId);

/// <summary>Somebody who stands in a place and may lead a group in it.</summary>
/// <param name="Key">Sort key of the place: of the micro-grid itself or of one that holds it.</param>
/// <param name="Sex">GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated.</param>
/// <param name="Since">When she took up the post, or was put forward.</param>
/// <param name="LeadsElsewhere">Groups she leads, or is to lead, outside the places that are looked at.</param>
/// <param name="Age">In years completed; null where it is not known.</param>
/// <param name="GaveUp">Whether a group she led was given up by her or taken from her, and she was not put forward
/// since.</param>
/// <param name="DivisionId">Where she holds the post or was put forward; its key need not be <paramref name="Key"/>,
/// for what lay in a division that took others in lies below it.</param>
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
    /// <summary>How many of the groups that are looked at the limits of posts leave her.</summary>
    public int Most { get; init; } = int.MaxValue;
}

/// <summary>Somebody who answers for a place (包联): for a micro-grid, or for one that holds it.</summary>
/// <param name="Key">Sort key of the place.</param>
/// <param name="Leads">Whether she leads the coverage there.</param>
public sealed record GroupCoverage(string Key, Guid PersonId, bool Leads);

/// <summary>
/// What the rule says of one micro-grid: who leads it (<paramref name="Source"/> null: she did so before), or why
/// nobody.
/// </summary>
/// <param name="Vacancy">One of <see cref="ConcurrentPosts.Vacancies"/>; null where somebody leads.</param>
public sealed record GroupLead(Guid PlaceId, Guid? PersonId, string? Source, string? Vacancy);
