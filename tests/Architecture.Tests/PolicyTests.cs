using System.Reflection;
using Testing;
using Xunit;

namespace Architecture.Tests;

/// <summary>Every table has its policy, but for those that hold no personal data; they are listed here, and nowhere else.</summary>
public class PolicyTests
{
    /// <summary>The house's own tables, the same in each database. Event bodies and waiting messages carry personal fields sealed only.</summary>
    static readonly string[] House =
    [
        "aggregates", "areas", "clock", "events", "grants", "idempotency", "import_progress", "inbox", "instance", "migrations", "outbox", "parked_out",
        "streams", "subscriptions", "timers", "waiting",
    ];

    static readonly Dictionary<string, string[]> Open = new()
    {
        ["Organizations"] = ["divisions", "division_history", "division_tree", "point_rules"],
        ["Census"] = [],
        ["Training"] = ["courses", "classes", "certificate_numbers", "verifications"],
        ["Jobs"] = ["employers", "postings", "posting_grams", "skills"],
    };

    [Theory]
    [InlineData("Organizations"), InlineData("Census"), InlineData("Training"), InlineData("Jobs")]
    public async Task A_table_without_a_policy_is_on_the_list(string service)
    {
        await using var database = await TestDatabase.CreateAsync(Assembly.Load(service));
        var without = await database.Query<string>(
            "select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where relkind in ('r', 'p') and nspname in ('public', 'platform') and not (relrowsecurity and relforcerowsecurity)");
        Assert.Empty(without.Except(House).Except(Open[service]).Order());
    }

    [Theory]
    [InlineData("Organizations"), InlineData("Census"), InlineData("Training"), InlineData("Jobs")]
    public async Task The_app_role_owns_no_table_and_cannot_pass_by_a_policy(string service)
    {
        await using var database = await TestDatabase.CreateAsync(Assembly.Load(service));
        Assert.Equal(0, await database.Find<long>("select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = @user", new { user = database.AppUser }));
        Assert.False(await database.Find<bool>("select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = @user", new { user = database.AppUser }));
    }
}
