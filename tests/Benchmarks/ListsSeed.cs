using System.Globalization;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Sealing;
using static NpgsqlTypes.NpgsqlDbType;

namespace Benchmarks;

/// <summary>
/// A city in Census: 20 counties of 50 villages of 200 households, each with one resident and three visits, every
/// second one with a need. Values are sealed as by the service.
/// </summary>
static class ListsSeed
{
    /// <summary>Sets the scope to the whole tree: row policies apply to the owner as well.</summary>
    public const string Everywhere = """
        select set_config('app.system', 'on', false), set_config('app.lo8', '', false),
            set_config('app.hi8', '~', false)
        """;

    const int Counties = 20,
        Villages = 50,
        Households = 200;
    const string Surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
        Given = "秀英兰桂芳玉敏静丽红霞梅娟艳娜";

    static readonly string[] Categories = ["disabled", "left-behind-woman", "single-parent", "jobless"],
        States = ["open", "in-training", "trained", "closed"];
    static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static string CountyKey(int county) => $"000000{Part(county)}";

    public static string VillageKey(int county, int village) => $"{CountyKey(county)}000{Part(village)}";

    static string Part(int n) => n.ToString("000", CultureInfo.InvariantCulture);

    /// <param name="readers">Readers, each with the sort key of an area.</param>
    public static async Task FillAsync(
        NpgsqlDataSource owner,
        Sealer sealer,
        string role,
        IReadOnlyDictionary<Guid, string> readers
    )
    {
        await using var connection = await owner.OpenConnectionAsync();
        await connection.ExecuteAsync(Everywhere);
        // COPY does not work on a table with a row policy.
        string[] tables = ["households", "residents", "household_categories", "household_grams", "visits", "needs"];
        foreach (var table in tables)
            await connection.ExecuteAsync($"alter table {table} disable trigger user, no force row level security");
        foreach (var (subject, key) in readers)
            await connection.ExecuteAsync(
                """
                insert into platform.grants (id, subject_id, role, scope_key, valid_from)
                values (gen_random_uuid(), @subject, @role, @key, now() - interval '1 day')
                """,
                new
                {
                    subject,
                    role,
                    key,
                }
            );
        var random = new Random(29);
        var homes = new List<Home>();
        for (var county = 0; county < Counties; county++)
        for (var village = 0; village < Villages; village++)
        {
            var (key, division) = (VillageKey(county, village), Id(random));
            await connection.ExecuteAsync(
                """
                insert into platform.areas (id, key, code, name, level, valid_from)
                values (@division, @key, @key, '城东社区居委会', 5, '2023-06-30')
                """,
                new { division, key }
            );
            for (var i = 0; i < Households; i++)
                homes.Add(new(Id(random), Id(random), key, division, Name(random), random.Next(8)));
        }
        await FillAsync(connection, sealer, homes, random);
        foreach (var table in tables)
            await connection.ExecuteAsync($"alter table {table} enable trigger user, force row level security");
        foreach (var table in tables.Append("platform.areas"))
            await connection.ExecuteAsync(new CommandDefinition($"vacuum analyze {table}", commandTimeout: 600));
    }

    static async Task FillAsync(NpgsqlConnection connection, Sealer sealer, List<Home> homes, Random random)
    {
        var grams = new Dictionary<string, byte[]>();
        byte[] Gram(string piece) =>
            grams.TryGetValue(piece, out var gram)
                ? gram
                : grams[piece] = sealer.Index(piece, "residents", "name_gram");
        await CopyAsync(
            connection,
            "households (id, division_id, scope_key, type, address, categories, registered_by, registered_at)",
            [Uuid, Uuid, Text, Text, Bytea, NpgsqlDbType.Array | Text, Uuid, TimestampTz],
            homes.Select(h =>
                new object?[]
                {
                    h.Id,
                    h.Division,
                    h.Key,
                    "family",
                    sealer.Seal("城东街12号楼3单元", "households", h.Id, "address"),
                    h.Category < Categories.Length ? [Categories[h.Category]] : System.Array.Empty<string>(),
                    h.Id,
                    Start,
                }
            )
        );
        await CopyAsync(
            connection,
            "residents (id, household_id, scope_key, relation, name, sex, birth_date, employment)",
            [Uuid, Uuid, Text, Text, Bytea, Text, Date, Text],
            homes.Select(h =>
                new object?[]
                {
                    h.Resident,
                    h.Id,
                    h.Key,
                    "0",
                    sealer.Seal(h.Name, "residents", h.Resident, "name"),
                    "2",
                    new DateOnly(1990, 5, 17),
                    "jobless",
                }
            )
        );
        await CopyAsync(
            connection,
            "household_categories (category, scope_key, household_id)",
            [Text, Text, Uuid],
            homes
                .Where(h => h.Category < Categories.Length)
                .Select(h => new object?[] { Categories[h.Category], h.Key, h.Id })
        );
        await CopyAsync(
            connection,
            "household_grams (gram, scope_key, household_id, resident_id)",
            [Bytea, Text, Uuid, Uuid],
            homes.SelectMany(h =>
                Census.Domain.NameGrams.Of(h.Name).Select(p => new object?[] { Gram(p), h.Key, h.Id, h.Resident })
            )
        );
        await CopyAsync(
            connection,
            "visits (id, household_id, scope_key, kind, visited_at, diary, visitor_id, recorded_at)",
            [Uuid, Uuid, Text, Text, TimestampTz, Bytea, Uuid, TimestampTz],
            homes
                .Concat(homes)
                .Concat(homes)
                .Select(h =>
                {
                    var (id, at) = (Id(random), Start.AddSeconds(random.Next(60_000_000)));
                    return new object?[]
                    {
                        id,
                        h.Id,
                        h.Key,
                        "visit",
                        at,
                        sealer.Seal("孩子放学后无人照看，想找离家近的工作。", "visits", id, "diary"),
                        h.Division,
                        at,
                    };
                })
        );
        await CopyAsync(
            connection,
            "needs (id, resident_id, household_id, scope_key, kind, state, outcome, hours, skills, note, "
                + "consented_at, opened_by, opened_at)",
            [
                Uuid,
                Uuid,
                Uuid,
                Text,
                Text,
                Text,
                Text,
                Jsonb,
                NpgsqlDbType.Array | Text,
                Bytea,
                TimestampTz,
                Uuid,
                TimestampTz,
            ],
            homes
                .Where((_, i) => i % 2 == 0)
                .Select(h =>
                {
                    var (id, at, state) = (Id(random), Start.AddSeconds(random.Next(60_000_000)), random.Next(4));
                    return new object?[]
                    {
                        id,
                        h.Resident,
                        h.Id,
                        h.Key,
                        "work",
                        States[state],
                        state == 3 ? "employed" : null,
                        """[{"day":1,"from":"08:00:00","to":"12:00:00"}]""",
                        new[] { "childcare" },
                        sealer.Seal("希望上午工作", "needs", id, "note"),
                        at,
                        h.Division,
                        at,
                    };
                })
        );
    }

    static async Task CopyAsync(
        NpgsqlConnection connection,
        string table,
        NpgsqlDbType[] types,
        IEnumerable<object?[]> rows
    )
    {
        await using var writer = await connection.BeginBinaryImportAsync($"copy {table} from stdin (format binary)");
        writer.Timeout = TimeSpan.FromMinutes(10);
        foreach (var row in rows)
        {
            await writer.StartRowAsync();
            for (var i = 0; i < row.Length; i++)
                if (row[i] is { } value)
                    await writer.WriteAsync(value, types[i]);
                else
                    await writer.WriteNullAsync();
        }
        await writer.CompleteAsync();
    }

    static string Name(Random random) =>
        string.Concat(
            Surnames[random.Next(Surnames.Length)],
            Given[random.Next(Given.Length)],
            Given[random.Next(Given.Length)]
        );

    static Guid Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }

    /// <param name="Category">Index of its category; larger than the last index for none.</param>
    sealed record Home(Guid Id, Guid Resident, string Key, Guid Division, string Name, int Category);
}
