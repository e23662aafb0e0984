using ServiceDefaults.Http;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace Organizations.Domain;

/// <summary>
/// The recorded facts of a person. Sex and birth date follow from the citizen id; values beside it must agree.
/// </summary>
/// <param name="CitizenId">GB 11643, upper case.</param>
/// <param name="Sex">GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated.</param>
/// <param name="Education">GB/T 4658, two digits.</param>
/// <param name="Ethnicity">GB/T 3304, two digits.</param>
public sealed record PersonFacts(
    string Name,
    string? Telephone,
    string? CitizenId,
    string Sex,
    DateOnly? BirthDate,
    string? Education,
    string? Occupation,
    string? Ethnicity
)
{
    /// <summary>Reads an entry and checks its rules.</summary>
    /// <param name="check">
    /// Gets PLT-1021 for a name without letters, PLT-1004 for a birth after today, what <see cref="Telephone"/> and
    /// <see cref="CitizenId"/> refuse, and a sex or birth date that differs from the citizen id's.
    /// </param>
    /// <param name="today">The day in China.</param>
    /// <param name="entry">An entry that passed <see cref="Validation.Members"/>.</param>
    public static PersonFacts Read(Validation check, DateOnly today, PersonEntry entry)
    {
        if (PersonName.Read(entry.Name, out _) is { } broken)
            check.Add("/name", broken);
        var phone = check.Optional<Telephone>("/telephone", entry.Telephone, ServiceDefaults.Standards.Telephone.Read);
        var citizen = check.Optional("/citizenId", entry.CitizenId, ServiceDefaults.Standards.CitizenId.Reader(today));
        var (sex, birthDate) = (entry.Sex, entry.BirthDate);
        check.That(birthDate is null || birthDate <= today, "/birthDate", PlatformProblems.InFuture);
        if (citizen is not null)
        {
            check.That(sex is null or "0" or "9" || sex == citizen.Sex, "/sex", Problems.SexDiffers);
            check.That(birthDate is null || birthDate == citizen.BirthDate, "/birthDate", Problems.BirthDateDiffers);
            (sex, birthDate) = (citizen.Sex, citizen.BirthDate);
        }
        return new(
            entry.Name,
            phone?.Text,
            citizen?.Text,
            sex ?? "0",
            birthDate,
            entry.Education,
            entry.Occupation,
            entry.Ethnicity
        );
    }

    /// <summary>The columns of the row with this id; personal values are sealed.</summary>
    public SealedFacts Seal(Sealer sealer, Guid id)
    {
        return new(
            Name,
            Sealed(Telephone, "telephone"),
            Index(sealer, Telephone, "telephone"),
            Sealed(CitizenId, "citizen_id"),
            Index(sealer, CitizenId, "citizen_id"),
            Sex,
            BirthDate,
            Education,
            Occupation,
            Ethnicity
        );

        byte[]? Sealed(string? value, string column) => value is null ? null : sealer.Seal(value, "people", id, column);
    }

    /// <summary>Blind indexes for the search of a person: equal values give equal tags.</summary>
    public static byte[]? Index(Sealer sealer, string? value, string column) =>
        value is null ? null : sealer.Index(value, "people", column);
}

/// <summary>The facts as column values.</summary>
public sealed record SealedFacts(
    string Name,
    byte[]? Telephone,
    byte[]? TelephoneIndex,
    byte[]? CitizenId,
    byte[]? CitizenIdIndex,
    string Sex,
    DateOnly? BirthDate,
    string? Education,
    string? Occupation,
    string? Ethnicity
);
