using System.Text.Json.Serialization;
using ServiceDefaults.Http;

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
        var sex = check.OneOf(pointer + "/sex", entry.Sex, CodeTables.Sex.Values);
        var birthDate = check.Read(pointer + "/birthDate", entry.BirthDate, Formats.PastDate(today));
        var citizenId = Optional<CitizenId>(check, pointer + "/citizenId", entry.CitizenId, Domain.CitizenId.Parse);
        if (citizenId is not null && sex is "1" or "2")
            check.That(citizenId is null || sex == citizenId.Sex, pointer + "/sex", Problems.SexDiffers);
        if (citizenId is not null && birthDate != default)
            check.That(birthDate == citizenId.BirthDate, pointer + "/birthDate", Problems.BirthDateDiffers);
        return new(
            entry.Id ?? Guid.CreateVersion7(now),
            check.Text(pointer + "/name", entry.Name, 60),
            check.OneOf(pointer + "/relation", entry.Relation, CodeTables.Relation.Values),
            citizenId,
            sex,
            birthDate,
            OptionalCode(check, pointer + "/ethnicity", entry.Ethnicity, CodeTables.Ethnicity),
            Optional<Telephone>(check, pointer + "/telephone", entry.Telephone, Domain.Telephone.Parse),
            check.OptionalText(pointer + "/registrationPlace", entry.RegistrationPlace),
            OptionalCode(check, pointer + "/education", entry.Education, CodeTables.Education),
            OptionalCode(check, pointer + "/maritalStatus", entry.MaritalStatus, CodeTables.MaritalStatus),
            check.OneOf(pointer + "/employment", entry.Employment, CodeTables.Employment.Values)
        );
    }

    static T? Optional<T>(Validation check, string pointer, string? text, Reader<T> read)
        where T : class => string.IsNullOrWhiteSpace(text) ? null : check.Read(pointer, text, read);

    static string? OptionalCode(Validation check, string pointer, string? code, CodeTable table) =>
        string.IsNullOrWhiteSpace(code) ? null : check.OneOf(pointer, code, table.Values);
}
