using System.Text;
using Stories;
using Xunit;

namespace Platform.Tests;

/// <summary>Searches logs and tables for names, citizen ids and telephone numbers in clear text.</summary>
static class PersonalDataCheck
{
    const string Texts = """
        select body from platform.events where body ~ @text
        union all select body from platform.waiting where body ~ @text
        union all select payload from platform.timers where payload ~ @text
        union all select action || purpose from platform.audit where action || purpose ~ @text
        union all select key from platform.idempotency where encode(answer, 'hex') ~ @bytes
        limit 1
        """;

    const string Tables = """
        select format('%I.%I', table_schema, table_name)
        from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema in ('public', 'platform')
        """;

    /// <summary>The log contains no personal data and no unhandled exception.</summary>
    public static void AssertSilent(string log, People people)
    {
        foreach (var secret in people.Made.SelectMany(p => new[] { p.Name, p.CitizenId, p.Telephone }))
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        Assert.DoesNotContain("unhandled", log, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Events, stored answers, timers and audit contain no personal data in clear text; no table contains a citizen id
    /// or telephone number in clear text.
    /// </summary>
    public static async Task AssertSealedAsync(PlatformFixture platform, People people)
    {
        var numbers = people.Made.SelectMany(p => new[] { p.CitizenId, p.Telephone }).ToList();
        var all = numbers.Concat(people.Made.Select(p => p.Name)).ToList();
        foreach (var (service, database) in platform.Databases)
        {
            Assert.Null(
                await database.Find<string>(
                    Texts,
                    new { text = string.Join('|', all), bytes = string.Join('|', all.Select(Hex)) }
                )
            );
            var tables = (await database.Query<string>(Tables)).Select(t =>
                $"(select '{t}' from {t} t where t::text ~ @any limit 1)"
            );
            Assert.Null(
                await database.Find<string>(
                    string.Join(" union all ", tables),
                    new { any = string.Join('|', numbers.Concat(numbers.Select(Hex))) }
                )
                    is { } table
                    ? $"{service}: {table} has a number in clear text"
                    : null
            );
        }
    }

    static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
}
