using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ServiceDefaults.Data;

/// <summary>
/// SQL embedded in a build: a numbered migration (Migrations/0001_name.sql) or the present text of a function
/// (Migrations/Functions/name.sql).
/// </summary>
/// <param name="Id">The id in public.migrations. A function has one row for each text: its name, @, and 12 digits of
/// the checksum.</param>
/// <param name="Name">The file's name without extension; for a function with its schema, unless that is public.</param>
/// <param name="Sql">The text.</param>
/// <param name="Checksum">SHA-256 of the text in UTF-8, 64 hexadecimal digits. If the first line is "-- formerly" and a
/// checksum, that checksum counts: the migration was released with another text that leads to the same schema.</param>
readonly partial record struct SqlText(string Id, string Name, string Sql, string Checksum)
{
    /// <summary>The platform's migrations, then the service's, each in the order of their numbers.</summary>
    public static IReadOnlyList<SqlText> Migrations(Assembly service) =>
        [
            .. from text in Read(service, "Migrations/")
            let former = Formerly().Match(text.Sql).Groups[1]
            select new SqlText(text.Name, text.Name, text.Sql, former.Success ? former.Value : Hash(text.Sql)),
        ];

    /// <summary>The platform's functions, then the service's. They can be created in any order.</summary>
    public static IReadOnlyList<SqlText> Functions(Assembly service) =>
        [
            .. from text in Read(service, "Migrations/Functions/")
            let hash = Hash(text.Sql)
            select new SqlText($"{text.Name}@{hash.AsSpan(0, 12)}", text.Name, text.Sql, hash),
        ];

    /// <summary>Whether a row of public.migrations is a function's.</summary>
    public static bool IsFunction(string id) => id.Contains('@', StringComparison.Ordinal);

    static IEnumerable<(string Name, string Sql)> Read(Assembly service, string folder) =>
        from assembly in new[] { typeof(SqlText).Assembly, service }.Distinct()
        from file in assembly.GetManifestResourceNames().Order()
        let name = Path.GetFileNameWithoutExtension(file)
        where file == $"{folder}{name}.sql"
        select (name, new StreamReader(assembly.GetManifestResourceStream(file)!).ReadToEnd());

    static string Hash(string sql) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));

    [GeneratedRegex(@"\A-- formerly ([0-9a-f]{64})\r?\n")]
    private static partial Regex Formerly();
}
