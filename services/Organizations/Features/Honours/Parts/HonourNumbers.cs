using System.Globalization;
using ServiceDefaults.Data;

namespace Organizations.Features.Honours;

/// <summary>
/// Certificate numbers: RY, the year, a dash and a serial of at least seven digits that begins at 1 each year. They
/// have no gaps, because the year's row is locked until the commit. Numbers can be guessed, so verification by number
/// needs access to the honour; anybody else needs the verification code from the database: 32 hexadecimal digits with
/// 122 random bits.
/// </summary>
static class HonourNumbers
{
    /// <summary>SQL of the number of an honour.</summary>
    public const string Sql = "'RY' || year || '-' || lpad(serial::text, greatest(7, length(serial::text)), '0')";

    const string Take = """
        insert into honour_numbers as n (year, last)
        values (@year, @count)
        on conflict (year)
            do update set last = n.last + @count
        returning last
        """;

    /// <returns>The serial before the first new one.</returns>
    public static async Task<int> TakeAsync(Session session, int year, int count, CancellationToken ct) =>
        await session.Find<int>(Take, new { year, count }, ct) - count;

    /// <returns>The normal form of a verification code; null if it is malformed.</returns>
    public static string? Verification(string text) =>
        Guid.TryParseExact(text.Trim(), "N", out var code) ? code.ToString("N") : null;

    /// <returns>Year and serial; null for any other text.</returns>
    public static (int Year, int Serial)? Read(string number) =>
        number.Trim().ToUpperInvariant() is { Length: >= 14 and <= 17 } n
        && n.StartsWith("RY", StringComparison.Ordinal)
        && n[6] == '-'
        && int.TryParse(n.AsSpan(2, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
        && int.TryParse(n.AsSpan(7), NumberStyles.None, CultureInfo.InvariantCulture, out var serial)
        && (n.Length == 14 || n[7] != '0')
            ? (year, serial)
            : null;
}
