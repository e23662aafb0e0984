using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace Organizations.Features.People;

/// <summary>A row about a person: what is on record of her, and where she is, or is to be, registered.</summary>
sealed class PersonRow(int line, PersonFacts facts, string divisionCode)
{
    public int Line => line;
    public PersonFacts Facts => facts;
    public string DivisionCode => divisionCode;

    /// <summary>By which she is the same person as in another row.</summary>
    public string Identity => facts.CitizenId ?? $"{PersonName.KeyOf(facts.Name)} {facts.Telephone}";

    public Guid Id { get; set; }
    public bool IsKnown { get; set; }

    /// <summary>What it says of a known person beyond what is on record; null if nothing.</summary>
    public PersonFacts? More { get; set; }
    public string Key { get; set; } = "";
}

/// <summary>
/// Rows about people in a file, whatever else each says: read, checked, found on the register, entered. Nothing of them
/// is written unsealed, and reasons name nobody in full.
/// </summary>
static class PersonRows
{
    static readonly string[] IdentityNames =
    [
        "身份证号码",
        "身份证",
        "公民身份号码",
        "公民身份证号",
        "公民身份证号码",
        "居民身份证号",
        "居民身份证号码",
        "身份号码",
        "证件号码",
    ];
    static readonly string[] TelephoneNames =
    [
        "电话号码",
        "手机",
        "手机号",
        "手机号码",
        "联系电话",
        "联系手机",
        "联系方式",
        "移动电话",
        "联系电话号码",
    ];
    public static readonly ImportColumn[] Columns =
    [
        new("name", "姓名", "人员姓名"),
        new("citizenId", ["身份证号", .. IdentityNames]) { Optional = true },
        new("telephone", ["电话", .. TelephoneNames]) { Optional = true },
        new("sex", "性别") { Optional = true },
        new("birthDate", "出生日期", "出生年月日", "出生年月", "生日") { Optional = true },
        new("education", "学历", "学历代码", "文化程度", "文化程度代码", "受教育程度") { Optional = true },
        new("occupation", "职业", "从事职业") { Optional = true },
        new("divisionCode", "区划代码", "行政区划代码", "统计用区划代码", "所属区划代码"),
        new("ethnicity", "民族", "民族代码") { Optional = true },
    ];

    const string Divisions = """
        select code, key, level, id
        from divisions d
        where code = any (@codes)
            and (valid_to is null or valid_to > @today)
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
    const string Insert = """
        insert into people (
            id, scope_key, name, telephone, telephone_index, citizen_id, citizen_id_index, sex, birth_date, education,
            occupation, ethnicity, registered_at
        )
        select u.*, $13
        from unnest(
            $1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::text[],
            $9::date[], $10::text[], $11::text[], $12::text[]
        ) as u
        """;

    static readonly ImportRule Nameless = new(
        "identity",
        "身份证号和电话至少填写一项",
        "neither a citizen id nor a telephone tells who she is"
    );
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

    /// <summary>
    /// Reads the columns above from the row's beginning; null if they break a rule, by which the row is rejected.
    /// </summary>
    public static PersonRow? Read(ImportRun run, ImportRow row)
    {
        var v = row.Values;
        var check = new Validation();
        var born = WrittenDay.Read(v[4]);
        check.That(born is not null || v[4].Length == 0, "/birthDate", PlatformProblems.Format);
        var facts = PersonFacts.Read(
            check,
            run.Session.Today,
            v[0],
            v[2],
            v[1],
            Code(NationalCodes.Sex, v[3]),
            born,
            Code(NationalCodes.Education, v[5]),
            v[6],
            Code(NationalCodes.Ethnicity, v[8])
        );
        var rule =
            check.Errors is [var e, ..]
                ? new ImportRule(
                    e.Code,
                    $"{Columns.First(c => "/" + c.Name == e.Pointer).OtherNames[0]}：{e.Zh}",
                    $"{e.Pointer[1..]} {e.En}"
                )
            : facts is { CitizenId: null, Telephone: null } ? Nameless
            : null;
        if (rule is null)
            return new(row.Line, facts, v[7]);
        run.Reject(row.Line, Mask.Name(v[0]), rule);
        return null;
    }

    /// <summary>
    /// The code of a cell, which may hold a word of the table; what is neither stays, to be refused as it stands.
    /// </summary>
    static string Code(CodeTable table, string cell) => table.Find(cell) ?? cell;

    /// <summary>The divisions of the sender's areas by their codes.</summary>
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
    /// Finds who is on the register in the sender's areas, by citizen id or by telephone and name; rows about one new
    /// person share one id.
    /// </summary>
    /// <returns>The rows that may be taken.</returns>
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
        var known = await run.Session.Query<KnownPerson>(
            Known,
            new
            {
                citizens = Bytes(marks.Values.Select(m => m.Citizen)),
                telephones = Bytes(marks.Values.Select(m => m.Telephone)),
                areas = run.Areas.ToArray(),
            },
            ct
        );
        var byCitizen = known
            .Where(k => k.CitizenIdIndex is not null)
            .DistinctBy(k => Hex(k.CitizenIdIndex))
            .ToDictionary(k => Hex(k.CitizenIdIndex)!);
        var byTelephone = known
            .Where(k => k.TelephoneIndex is not null)
            .DistinctBy(k => (Hex(k.TelephoneIndex), PersonName.KeyOf(k.Name)))
            .ToDictionary(k => (Hex(k.TelephoneIndex)!, PersonName.KeyOf(k.Name)));
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

    /// <summary>Enters those who are not on the register yet.</summary>
    public static async Task<int> EnterAsync(Session session, IEnumerable<PersonRow> rows, CancellationToken ct)
    {
        var added = 0;
        foreach (var part in rows.Where(r => !r.IsKnown).DistinctBy(r => r.Id).Chunk(2_000))
        {
            var s = Array.ConvertAll(part, r => r.Facts.Seal(session.Sealer, r.Id));
            session.Defer(
                Insert,
                part.Select(r => r.Id).ToArray(),
                part.Select(r => r.Key).ToArray(),
                s.Select(f => f.Name).ToArray(),
                s.Select(f => f.Telephone).ToArray(),
                s.Select(f => f.TelephoneIndex).ToArray(),
                s.Select(f => f.CitizenId).ToArray(),
                s.Select(f => f.CitizenIdIndex).ToArray(),
                s.Select(f => f.Sex).ToArray(),
                s.Select(f => f.BirthDate).ToArray(),
                s.Select(f => f.Education).ToArray(),
                s.Select(f => f.Occupation).ToArray(),
                s.Select(f => f.Ethnicity).ToArray(),
                session.Now
            );
            await session.FlushAsync(ct);
            added += part.Length;
        }
        session.Saw(rows.Select(r => r.Id));
        return added;
    }

    static string? Hex(byte[]? bytes) => bytes is null ? null : Convert.ToHexString(bytes);

    static byte[]? Unhex(string? mark) => mark is null ? null : Convert.FromHexString(mark);

    static byte[][] Bytes(IEnumerable<string?> marks) =>
        [.. marks.OfType<string>().Distinct().Select(Convert.FromHexString)];

    public sealed record Place(string Code, string Key, int Level, Guid Id);
}
