using System.Text;
using Stories;
using Xunit;

namespace Platform.Tests;

/// <summary>Nobody's name, number or telephone leaves the tables that are there for them.</summary>
static class Discretion
{
    const string Spoken =
        """
        select body from platform.events where position(@text in body) > 0
        union all select body from platform.waiting where position(@text in body) > 0
        union all select payload from platform.timers where position(@text in payload) > 0
        union all select action || purpose from platform.audit where position(@text in action || purpose) > 0
        union all select key from platform.idempotency where position(@bytes in answer) > 0
        """;

    const string Columns = "select format('%I.%I', table_schema, table_name) from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('public', 'platform')";

    /// <summary>No process has said anything about anybody, and none has met a fault it did not expect.</summary>
    public static void AssertSilent(string log, People people)
    {
        foreach (var secret in people.Made.SelectMany(p => new[] { p.Name, p.CitizenId, p.Telephone })) Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        Assert.DoesNotContain("unhandled", log, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Events, kept answers, timers and audit carry no clear text about people; their numbers are in clear nowhere at all.</summary>
    public static async Task AssertSealedAsync(PlatformFixture platform, People people)
    {
        foreach (var (service, database) in platform.Databases)
        {
            foreach (var text in people.Made.SelectMany(p => new[] { p.Name, p.CitizenId, p.Telephone }))
                Assert.Null(await database.Find<string>(Spoken, new { text, bytes = Encoding.UTF8.GetBytes(text) }));
            var numbers = people.Made.SelectMany(p => new[] { p.CitizenId, p.Telephone }).ToList();
            var forbidden = numbers.Concat(numbers.Select(n => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(n)))).ToArray();
            foreach (var table in await database.Query<string>(Columns))
                Assert.True(await database.Find<string>($"select 'x' from {table} t where t::text ~ @any limit 1", new { any = string.Join('|', forbidden) }) is null, $"{service}: {table} has a number in clear");
        }
    }
}
