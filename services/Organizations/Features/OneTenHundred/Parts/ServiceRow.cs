using ServiceDefaults.Http;

namespace Organizations.Features.OneTenHundred;

/// <summary>A service that no event reports, in an answer.</summary>
sealed record ServiceRow(
    Guid Id,
    Guid MemberId,
    string? Member,
    Guid HouseholdId,
    Guid? ServedId,
    DateOnly ServedOn,
    string Note,
    Guid EnteredBy,
    DateTimeOffset EnteredAt,
    bool Reversed,
    string? Reversal,
    long Version
) : IVersioned
{
    public const string Source = """
        select s.id, s.member_id, p.name as member, s.household_id, s.served_id, s.served_on, s.note, s.entered_by,
            s.entered_at, s.reversed_at is not null as reversed, s.reversal, s.version
        from service_records s left join people p on p.id = s.member_id
        """;
}
