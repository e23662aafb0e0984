using System.Text.Json.Serialization;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Census.Domain;

/// <summary>A resident in a request.</summary>
public sealed record ResidentEntry(
    Guid? Id,
    [Required, Longest(60), Example("王秀英")] string Name,
    [property: JsonConverter(typeof(CodeText))] [Required, Code(nameof(NationalCodes.Kinship))] string Relation,
    [Like(CitizenId.Pattern), Example("11010519491231002X")] string? CitizenId,
    [property: JsonConverter(typeof(CodeText))] [Required, Code(nameof(NationalCodes.Sex))] string Sex,
    [Required, Like(Formats.DayPattern), Example("1949-12-31")] string BirthDate,
    [Code(nameof(NationalCodes.Ethnicity))] string? Ethnicity,
    [Like(Telephone.Pattern), Example("138 0013 8000")] string? Telephone,
    [Longest(200), Example("陕西省延安市黄龙县")] string? RegistrationPlace,
    [property: JsonConverter(typeof(CodeText))] [Code(nameof(NationalCodes.Education))] string? Education,
    [property: JsonConverter(typeof(CodeText))] [Code(nameof(NationalCodes.MaritalStatus))] string? MaritalStatus,
    [Required, Code(nameof(CodeTables.Employment))] string Employment
);

/// <summary>A resident after all fields are parsed.</summary>
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
    /// <summary>
    /// Parses an entry whose member rules hold already; notes every other fault below the pointer.
    /// </summary>
    public static NewResident Read(
        Validation check,
        string pointer,
        ResidentEntry entry,
        DateTimeOffset now,
        DateOnly today
    )
    {
        var birthDate = check.Read(pointer + "/birthDate", entry.BirthDate, Formats.PastDate(today));
        var citizenId = check.Optional(pointer + "/citizenId", entry.CitizenId, CitizenId.Reader(today));
        if (citizenId is not null && entry.Sex is "1" or "2")
            check.That(entry.Sex == citizenId.Sex, pointer + "/sex", Problems.SexDiffers);
        if (citizenId is not null && birthDate != default)
            check.That(birthDate == citizenId.BirthDate, pointer + "/birthDate", Problems.BirthDateDiffers);
        return new(
            entry.Id ?? Guid.CreateVersion7(now),
            check.Read<PersonName>(pointer + "/name", entry.Name, PersonName.Read).Text,
            entry.Relation,
            citizenId,
            entry.Sex,
            birthDate,
            entry.Ethnicity,
            check.Optional<Telephone>(pointer + "/telephone", entry.Telephone, Telephone.Read),
            entry.RegistrationPlace,
            entry.Education,
            entry.MaritalStatus,
            entry.Employment
        );
    }

    /// <summary>Parses a list of entries; notes PLT-1010 at a repeated citizen id.</summary>
    public static List<NewResident> ReadAll(
        Validation check,
        string pointer,
        IReadOnlyList<ResidentEntry> entries,
        DateTimeOffset now,
        DateOnly today
    )
    {
        List<NewResident> residents = [];
        foreach (var (i, entry) in entries.Index())
        {
            var place = $"{pointer}/{i}";
            var resident = Read(check, place, entry, now, today);
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
