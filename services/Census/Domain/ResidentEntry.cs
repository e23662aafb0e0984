using System.Text.Json.Serialization;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Census.Domain;

/// <summary>A resident as a form sends her; dates as yyyy-MM-dd, codes of the code tables.</summary>
public sealed record ResidentEntry(
    Guid? Id,
    string? Name,
    [property: JsonConverter(typeof(CodeText))] string? Relation,
    string? CitizenId,
    [property: JsonConverter(typeof(CodeText))] string? Sex,
    string? BirthDate,
    string? Ethnicity,
    string? Telephone,
    string? RegistrationPlace,
    [property: JsonConverter(typeof(CodeText))] string? Education,
    [property: JsonConverter(typeof(CodeText))] string? MaritalStatus,
    string? Employment
);

/// <summary>A resident whose every field has been read.</summary>
sealed record NewResident(
    Guid Id,
    string Name,
    string Relation,
    CitizenId? CitizenId,
    string Sex,
    DateOnly BirthDate,
    string? Ethnicity,
    Telephone? Telephone,
    string? RegistrationPlace,
    string? Education,
    string? MaritalStatus,
    string Employment
)
{
    /// <summary>Reads a form; every fault is noted below the pointer.</summary>
    public static NewResident Read(
        Validation check,
        string pointer,
        ResidentEntry entry,
        DateTimeOffset now,
        DateOnly today
    )
    {
        var sex = check.OneOf(pointer + "/sex", entry.Sex, NationalCodes.Sex);
        var birthDate = check.Read(pointer + "/birthDate", entry.BirthDate, Formats.PastDate(today));
        var citizenId = check.Optional(pointer + "/citizenId", entry.CitizenId, CitizenId.Reader(today));
        if (citizenId is not null && sex is "1" or "2")
            check.That(citizenId is null || sex == citizenId.Sex, pointer + "/sex", Problems.SexDiffers);
        if (citizenId is not null && birthDate != default)
            check.That(birthDate == citizenId.BirthDate, pointer + "/birthDate", Problems.BirthDateDiffers);
        return new(
            entry.Id ?? Guid.CreateVersion7(now),
            check.Name(pointer + "/name", entry.Name, 60),
            check.OneOf(pointer + "/relation", entry.Relation, NationalCodes.Kinship),
            citizenId,
            sex,
            birthDate,
            NationalCodes.Ethnicity.Optional(check, pointer + "/ethnicity", entry.Ethnicity),
            check.Optional<Telephone>(pointer + "/telephone", entry.Telephone, Telephone.Read),
            check.OptionalText(pointer + "/registrationPlace", entry.RegistrationPlace),
            NationalCodes.Education.Optional(check, pointer + "/education", entry.Education),
            NationalCodes.MaritalStatus.Optional(check, pointer + "/maritalStatus", entry.MaritalStatus),
            check.OneOf(pointer + "/employment", entry.Employment, CodeTables.Employment)
        );
    }

    /// <summary>Reads a list of forms, at least one: nobody stands in it twice.</summary>
    /// <param name="most">How many there may be; of more, none is read.</param>
    public static List<NewResident> ReadAll(
        Validation check,
        string pointer,
        IReadOnlyList<ResidentEntry?> entries,
        int most,
        DateTimeOffset now,
        DateOnly today
    )
    {
        List<NewResident> residents = [];
        if (entries.Count == 0)
            check.Add(pointer, PlatformProblems.Required);
        if (entries.Count > most)
        {
            check.Add(pointer, PlatformProblems.TooLong);
            return residents;
        }
        for (var i = 0; i < entries.Count; i++)
        {
            var place = $"{pointer}/{i}";
            if (entries[i] is not { } entry)
            {
                check.Add(place, PlatformProblems.Required);
                continue;
            }
            var resident = Read(check, place, entry, now, today);
            check.That(!residents.Exists(r => r.Id == resident.Id), place + "/id", PlatformProblems.Duplicate);
            check.That(
                resident.CitizenId is null || !residents.Exists(r => r.CitizenId == resident.CitizenId),
                place + "/citizenId",
                PlatformProblems.Duplicate
            );
            residents.Add(resident);
        }
        return residents;
    }
}
