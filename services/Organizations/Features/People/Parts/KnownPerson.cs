using Organizations.Domain;

namespace Organizations.Features.People;

/// <summary>A person on the register that a row of a file refers to.</summary>
sealed class KnownPerson
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";

    /// <summary>
    /// Registered in the sender's areas; another office keeps the record of a person who only holds a post there.
    /// </summary>
    public bool IsOurs { get; init; }
    public byte[]? CitizenIdIndex { get; set; }
    public byte[]? TelephoneIndex { get; set; }
    public string Sex { get; set; } = "0";
    public DateOnly? BirthDate { get; set; }
    public string? Education { get; set; }
    public string? Ethnicity { get; set; }
    public string? Occupation { get; set; }

    /// <summary>Takes values that the record lacks; recorded values stay.</summary>
    /// <param name="facts">Facts of the row.</param>
    /// <param name="citizen">The blind index of its citizen id.</param>
    /// <param name="telephone">The blind index of its telephone.</param>
    /// <returns>The new values, null for none; and whether a value contradicts the record.</returns>
    public (PersonFacts? More, bool Differs) Take(PersonFacts facts, byte[]? citizen, byte[]? telephone)
    {
        var differs =
            IsOther(citizen, CitizenIdIndex)
            || IsOther(telephone, TelephoneIndex)
            || (facts.Sex != "0" && Sex != "0" && facts.Sex != Sex)
            || (facts.BirthDate is { } born && BirthDate is { } known && born != known)
            || IsOther(facts.Education, Education)
            || IsOther(facts.Ethnicity, Ethnicity)
            || IsOther(facts.Occupation, Occupation);
        // Sex and birth date follow from an id: an id that contradicts the record is not entered.
        var isBelied =
            citizen is not null
            && ((Sex is "1" or "2" && facts.Sex != Sex) || (BirthDate is { } day && facts.BirthDate != day));
        if (!IsOurs || isBelied)
            return (null, differs);
        var more = new PersonFacts(
            facts.Name,
            TelephoneIndex is null ? facts.Telephone : null,
            CitizenIdIndex is null ? facts.CitizenId : null,
            Sex == "0" ? facts.Sex : "0",
            BirthDate is null ? facts.BirthDate : null,
            Education is null ? facts.Education : null,
            Occupation is null ? facts.Occupation : null,
            Ethnicity is null ? facts.Ethnicity : null
        );
        TelephoneIndex ??= telephone;
        CitizenIdIndex ??= citizen;
        Sex = Sex == "0" ? facts.Sex : Sex;
        BirthDate ??= facts.BirthDate;
        (Education, Ethnicity, Occupation) = (
            Education ?? facts.Education,
            Ethnicity ?? facts.Ethnicity,
            Occupation ?? facts.Occupation
        );
        return (more == new PersonFacts(facts.Name, null, null, "0", null, null, null, null) ? null : more, differs);
    }

    static bool IsOther(byte[]? given, byte[]? there) =>
        given is not null && there is not null && !given.AsSpan().SequenceEqual(there);

    static bool IsOther(string? given, string? there) => given is not null && there is not null && given != there;
}
