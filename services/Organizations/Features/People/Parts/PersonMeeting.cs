using Organizations.Domain;
using ServiceDefaults.Imports;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace Organizations.Features.People;

/// <summary>Finds a file's people on the register, and its divisions.</summary>
static class PersonMeeting
{
    const string Divisions = """
        select code, key, level, id
        from divisions d
        where code = any (@codes)
            and platform.not_ended(valid_to, @today)
            and exists (select from unnest(@areas) k where d.key >= k and d.key < k || '~')
        for share of d
        """;
    const string Known = """
        select id, name, citizen_id_index, telephone_index, sex, birth_date, education, ethnicity, occupation,
            exists (select from unnest(@areas) k where p.scope_key >= k and p.scope_key < k || '~') as is_ours
        from people p where (citizen_id_index = any (@citizens) or telephone_index = any (@telephones))
          and (exists (select from unnest(@areas) k where p.scope_key >= k and p.scope_key < k || '~')
            or exists (
                   select from appointments a
                   join unnest(@areas) k on a.scope_key >= k and a.scope_key < k || '~'
                   where a.person_id = p.id
               ))
        """;

    static readonly ImportRule OtherName = new(
        "name-differs",
        "该身份证号已登记在另一姓名之下",
        "the citizen id is registered under another name"
    );
    static readonly ImportRule NoDivision = new(
        "division",
        "没有这个区划，或不在您负责的区域内",
        "there is no such division, or it lies outside your area"
    );

    /// <summary>Divisions of the sender's areas by their codes.</summary>
    public static async Task<Dictionary<string, Place>> PlacesAsync(
        ImportRun run,
        IEnumerable<string> codes,
        CancellationToken ct
    ) =>
        (
            await run.Session.Query<Place>(
                Divisions,
                new
                {
                    codes = codes.Distinct().ToArray(),
                    areas = run.Areas.ToArray(),
                    today = run.Session.Today,
                },
                ct
            )
        ).ToDictionary(d => d.Code);

    /// <summary>
    /// Finds people on the register of the sender's areas, by citizen id or by telephone and name; rows about one new
    /// person share one id.
    /// </summary>
    /// <returns>The accepted rows.</returns>
    public static async Task<List<PersonRow>> MeetAsync(
        ImportRun run,
        IReadOnlyList<PersonRow> rows,
        IReadOnlyDictionary<string, Place> places,
        CancellationToken ct
    )
    {
        var sealer = run.Session.Sealer;
        var marks = rows.ToDictionary(
            r => r,
            r =>
                (
                    Citizen: Hex(PersonFacts.Index(sealer, r.Facts.CitizenId, "citizen_id")),
                    Telephone: Hex(PersonFacts.Index(sealer, r.Facts.Telephone, "telephone"))
                )
        );
        await Identities.HoldAsync(
            run.Session,
            marks.Values.Select(m => (m.Citizen ?? m.Telephone) is { } mark ? Convert.FromHexString(mark) : null),
            ct
        );
        var (byCitizen, byTelephone) = await KnownAsync(run, [.. marks.Values], ct);
        Dictionary<string, Guid> added = [];
        List<PersonRow> met = [];
        List<int> differing = [];
        foreach (var row in rows)
        {
            var (citizen, telephone) = marks[row];
            var person =
                citizen is not null && byCitizen.TryGetValue(citizen, out var c) ? c
                : telephone is not null
                && byTelephone.TryGetValue((telephone, PersonName.KeyOf(row.Facts.Name)), out var t)
                && (citizen is null || t.CitizenIdIndex is null || Hex(t.CitizenIdIndex) == citizen)
                    ? t
                : null;
            var broken =
                person is not null && PersonName.KeyOf(person.Name) != PersonName.KeyOf(row.Facts.Name) ? OtherName
                : !places.ContainsKey(row.DivisionCode) ? NoDivision
                : null;
            if (broken is not null)
            {
                run.Reject(row.Line, Mask.Name(row.Facts.Name), broken);
                continue;
            }
            if (!added.TryGetValue(row.Identity, out var id))
                added[row.Identity] = id = person?.Id ?? Guid.CreateVersion7(run.Session.Now);
            (row.Id, row.IsKnown, row.Key) = (id, person is not null, places[row.DivisionCode].Key);
            if (person is not null)
            {
                (row.More, var differs) = person.Take(row.Facts, Unhex(citizen), Unhex(telephone));
                if (differs)
                    differing.Add(row.Line);
            }
            met.Add(row);
        }
        KnownPeople.Warn(run, differing);
        return met;
    }

    static async Task<(
        Dictionary<string, KnownPerson> ByCitizen,
        Dictionary<(string Telephone, string Name), KnownPerson> ByTelephone
    )> KnownAsync(ImportRun run, IReadOnlyList<(string? Citizen, string? Telephone)> marks, CancellationToken ct)
    {
        var known = await run.Session.Query<KnownPerson>(
            Known,
            new
            {
                citizens = Bytes(marks.Select(m => m.Citizen)),
                telephones = Bytes(marks.Select(m => m.Telephone)),
                areas = run.Areas.ToArray(),
            },
            ct
        );
        return (
            known
                .Where(k => k.CitizenIdIndex is not null)
                .DistinctBy(k => Hex(k.CitizenIdIndex))
                .ToDictionary(k => Hex(k.CitizenIdIndex)!),
            known
                .Where(k => k.TelephoneIndex is not null)
                .DistinctBy(k => (Hex(k.TelephoneIndex), PersonName.KeyOf(k.Name)))
                .ToDictionary(k => (Hex(k.TelephoneIndex)!, PersonName.KeyOf(k.Name)))
        );
    }

    static string? Hex(byte[]? bytes) => bytes is null ? null : Convert.ToHexString(bytes);

    static byte[]? Unhex(string? mark) => mark is null ? null : Convert.FromHexString(mark);

    static byte[][] Bytes(IEnumerable<string?> marks) =>
        [.. marks.OfType<string>().Distinct().Select(Convert.FromHexString)];

    public sealed record Place(string Code, string Key, int Level, Guid Id);
}
