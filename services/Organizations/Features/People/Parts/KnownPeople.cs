using ServiceDefaults.Data;
using ServiceDefaults.Imports;

namespace Organizations.Features.People;

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
