using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;

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

/// <summary>Adds values of a file to people on the register.</summary>
static class KnownPeople
{
    const int Named = 20;

    /// <summary>Adds and never replaces, also values entered since the row was read.</summary>
    const string Add = """
        update people p
        set telephone = coalesce(p.telephone, u.telephone),
            telephone_index = coalesce(p.telephone_index, u.telephone_index),
               citizen_id = coalesce(p.citizen_id, u.citizen_id),
               citizen_id_index = coalesce(p.citizen_id_index, u.citizen_id_index),
               sex = case p.sex when '0' then u.sex else p.sex end, birth_date = coalesce(p.birth_date, u.birth_date),
               education = coalesce(p.education, u.education),
               occupation = coalesce(p.occupation, u.occupation), ethnicity = coalesce(p.ethnicity, u.ethnicity),
               version = p.version + 1
        from unnest(
            @ids::uuid[], @telephones::bytea[], @telephoneIndexes::bytea[], @citizenIds::bytea[],
            @citizenIdIndexes::bytea[], @sexes::text[], @birthDates::date[], @educations::text[],
            @occupations::text[], @ethnicities::text[]
        )
             as u (
                 id, telephone, telephone_index, citizen_id, citizen_id_index, sex, birth_date, education, occupation,
                 ethnicity
             )
             where p.id = u.id
        """;

    /// <summary>Stores the new values of the rows.</summary>
    public static async Task AddAsync(Session session, IEnumerable<PersonRow> rows, CancellationToken ct)
    {
        // One update takes each person once, so two rows about one person go into different updates.
        foreach (
            var round in rows.Where(r => r.More is not null)
                .GroupBy(r => r.Id)
                .SelectMany(g => g.Index())
                .GroupBy(r => r.Index)
        )
        foreach (var part in round.Chunk(2_000))
        {
            var s = Array.ConvertAll(part, r => r.Item.More!.Seal(session.Sealer, r.Item.Id));
            session.Defer(
                Add,
                new
                {
                    ids = part.Select(r => r.Item.Id).ToArray(),
                    telephones = s.Select(f => f.Telephone).ToArray(),
                    telephoneIndexes = s.Select(f => f.TelephoneIndex).ToArray(),
                    citizenIds = s.Select(f => f.CitizenId).ToArray(),
                    citizenIdIndexes = s.Select(f => f.CitizenIdIndex).ToArray(),
                    sexes = s.Select(f => f.Sex).ToArray(),
                    birthDates = s.Select(f => f.BirthDate).ToArray(),
                    educations = s.Select(f => f.Education).ToArray(),
                    occupations = s.Select(f => f.Occupation).ToArray(),
                    ethnicities = s.Select(f => f.Ethnicity).ToArray(),
                }
            );
            await session.Flush(ct);
        }
    }

    /// <summary>Warns of rows that the record contradicts.</summary>
    public static void Warn(ImportRun run, IReadOnlyList<int> lines)
    {
        if (lines.Count == 0)
            return;
        var named = string.Join(", ", lines.Take(Named)) + (lines.Count > Named ? ", ..." : "");
        run.Warn(
            new(
                "facts-kept",
                $"{lines.Count} 行与登记的信息不同，登记的信息没有改动，请逐人核对：{named}",
                $"{lines.Count} rows differ from the record, which was not changed; check these people one "
                    + $"by one: {named}"
            )
        );
    }
}
