using Census.Domain;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Census.Features.Residents;

/// <summary>A resident in answers.</summary>
/// <param name="CitizenIdMasked">First six and last four characters.</param>
/// <param name="TelephoneMasked">First three and last four digits.</param>
public sealed record ResidentView(
    Guid Id,
    Guid HouseholdId,
    string? Name,
    [Code(nameof(NationalCodes.Kinship))] string Relation,
    string? CitizenIdMasked,
    string? TelephoneMasked,
    [Code(nameof(NationalCodes.Sex))] string Sex,
    DateOnly BirthDate,
    [Code(nameof(NationalCodes.Ethnicity))] string? Ethnicity,
    string? RegistrationPlace,
    [Code(nameof(NationalCodes.Education))] string? Education,
    [Code(nameof(NationalCodes.MaritalStatus))] string? MaritalStatus,
    [Code(nameof(CodeTables.Employment))] string Employment,
    long Version
) : IVersioned;
