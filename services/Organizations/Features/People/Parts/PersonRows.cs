using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace Organizations.Features.People;

/// <summary>
/// Rows about people in a file of any kind: reads, checks, finds and enters them. Values are stored sealed only, and
/// reasons mask personal values.
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

    const string Insert = """
        insert into people (
            id, scope_key, name, telephone, telephone_index, citizen_id, citizen_id_index, sex, birth_date, education,
            occupation, ethnicity, registered_at
        )
        select u.*, @Now
        from unnest(
            @ids::uuid[], @keys::text[], @names::text[], @telephones::bytea[], @telephoneIndexes::bytea[],
            @citizenIds::bytea[], @citizenIdIndexes::bytea[], @sexes::text[], @birthDates::date[],
            @educations::text[], @occupations::text[], @ethnicities::text[]
        ) as u
        """;

    static readonly ImportRule Nameless = new(
        "identity",
        "身份证号和电话至少填写一项",
        "neither a citizen id nor a telephone identifies the person"
    );

    /// <summary>
    /// Reads the columns above from the row's beginning; null if the row breaks a rule, which rejects it.
    /// </summary>
    public static PersonRow? Read(ImportRun run, ImportRow row)
    {
        var v = row.Values;
        var check = new Validation();
        var born = WrittenDay.Read(v[4]);
        check.That(born is not null || v[4].Length == 0, "/birthDate", PlatformProblems.Format);
        var entry = new PersonEntry(
            v[0],
            v[2],
            v[1],
            Code(NationalCodes.Sex, v[3]),
            born,
            Code(NationalCodes.Education, v[5]),
            v[6],
            Code(NationalCodes.Ethnicity, v[8])
        );
        check.Members("", entry);
        var facts = check.Errors.Count == 0 ? PersonFacts.Read(check, run.Session.Today, entry) : null;
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
            return new(row.Line, facts!, v[7]);
        run.Reject(row.Line, Mask.Name(v[0]), rule);
        return null;
    }

    /// <summary>
    /// The code of a cell, which may hold a word of the table; other text stays and is refused later.
    /// </summary>
    static string Code(CodeTable table, string cell) => table.Find(cell) ?? cell;

    /// <summary>Enters people who are not on the register yet.</summary>
    public static async Task<int> EnterAsync(Session session, IEnumerable<PersonRow> rows, CancellationToken ct)
    {
        var added = 0;
        foreach (var part in rows.Where(r => !r.IsKnown).DistinctBy(r => r.Id).Chunk(2_000))
        {
            var s = Array.ConvertAll(part, r => r.Facts.Seal(session.Sealer, r.Id));
            session.Defer(
                Insert,
                new
                {
                    ids = part.Select(r => r.Id).ToArray(),
                    keys = part.Select(r => r.Key).ToArray(),
                    names = s.Select(f => f.Name).ToArray(),
                    telephones = s.Select(f => f.Telephone).ToArray(),
                    telephoneIndexes = s.Select(f => f.TelephoneIndex).ToArray(),
                    citizenIds = s.Select(f => f.CitizenId).ToArray(),
                    citizenIdIndexes = s.Select(f => f.CitizenIdIndex).ToArray(),
                    sexes = s.Select(f => f.Sex).ToArray(),
                    birthDates = s.Select(f => f.BirthDate).ToArray(),
                    educations = s.Select(f => f.Education).ToArray(),
                    occupations = s.Select(f => f.Occupation).ToArray(),
                    ethnicities = s.Select(f => f.Ethnicity).ToArray(),
                    session.Now,
                }
            );
            await session.Flush(ct);
            added += part.Length;
        }
        session.RecordAccess(rows.Select(r => r.Id));
        return added;
    }
}
