using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Domain;

/// <summary>
/// The facts of a person in a form or in a row of a file; <see cref="PersonFacts.Read"/> holds the rules that are no
/// attribute of a member.
/// </summary>
public record PersonEntry(
    [Required, Longest(100), Example("王秀英")] string Name,
    [Like(Telephone.Pattern), Example("13900000000")] string? Telephone,
    [Like(CitizenId.Pattern), Example("11010519491231002X")] string? CitizenId,
    [Code(nameof(NationalCodes.Sex))] string? Sex,
    DateOnly? BirthDate,
    [Code(nameof(NationalCodes.Education))] string? Education,
    [Longest(100), Example("教师")] string? Occupation,
    [Code(nameof(NationalCodes.Ethnicity))] string? Ethnicity
);
