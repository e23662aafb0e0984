using ServiceDefaults.Http;

namespace Census.Features.Residents;

/// <summary>A resident as the register answers; codes are those of the code tables.</summary>
/// <param name="CitizenIdMasked">First six and last four characters.</param>
/// <param name="TelephoneMasked">First three and last four digits.</param>
public sealed record ResidentView(
    Guid Id,
    Guid HouseholdId,
    string? Name,
    string Relation,
    string? CitizenIdMasked,
    string? TelephoneMasked,
    string Sex,
    DateOnly BirthDate,
    string? Ethnicity,
    string? RegistrationPlace,
    string? Education,
    string? MaritalStatus,
    string Employment,
    long Version
) : IVersioned;
