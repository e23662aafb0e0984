using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>A term in an answer.</summary>
sealed record TermView(
    Guid Id,
    Guid OrganizationId,
    Guid CongressId,
    int Number,
    DateOnly StartsOn,
    LastDay EndsOn,
    long Version
) : IVersioned
{
    public const string Source =
        "select id, organization_id, congress_id, number, starts_on, ends_on, version from terms where id = @id";
}
