using System.Reflection;
using Testing;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// Every table has its policy, but for those that hold no personal data; they are listed here, and nowhere else.
/// </summary>
public class PolicyTests
{
    /// <summary>
    /// The house's own tables, the same in each database. Event bodies and waiting messages carry personal fields
    /// sealed only.
    /// </summary>
    static readonly string[] House =
    [
        "aggregates",
        "areas",
        "clock",
        "events",
        "grants",
        "idempotency",
        "import_progress",
        "inbox",
        "instance",
        "migrations",
        "outbox",
        "keyed",
        "parked_out",
        "followers",
        "broker_marks",
        "relocations",
        "streams",
        "subscriptions",
        "timers",
        "waiting",
    ];

    static readonly Dictionary<string, string[]> Open = new()
    {
        ["Organizations"] =
        [
            "divisions",
            "division_history",
            "division_successors",
            "division_tree",
            "reorganisation_divisions",
            "retired_keys",
            "point_rules",
            "honour_numbers",
            "campaigns",
            "campaign_levels",
            "campaign_finals",
            "post_rules",
            "leader_rules",
            "coverage_limits",
            "division_points",
        ],
        ["Census"] = [],
        ["Training"] = ["courses", "certificate_numbers", "verifications"],
        ["Jobs"] = ["postings", "posting_grams", "skills"],
    };

    [Theory]
    [InlineData("Organizations"), InlineData("Census"), InlineData("Training"), InlineData("Jobs")]
    public async Task The_tables_without_a_policy_are_those_on_the_list(string service)
    {
        await using var database = await TestDatabase.CreateAsync(Assembly.Load(service));
        var without = await database.Query<string>(
            """
            select relname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where relkind in ('r', 'p')
                and nspname in ('public', 'platform')
                and not (relrowsecurity and relforcerowsecurity)
            """
        );
        Assert.Equal(Open[service].Order(), without.Except(House).Order());
    }

    /// <summary>
    /// When areas move, every key of the service moves along; one that comes late is brought up to date as it is
    /// written.
    /// </summary>
    [Theory]
    [InlineData("Organizations"), InlineData("Census"), InlineData("Training"), InlineData("Jobs")]
    public async Task Every_key_follows_when_areas_move(string service)
    {
        await using var database = await TestDatabase.CreateAsync(Assembly.Load(service));
        Assert.Empty(
            await database.Query<string>(
                """
                select k.target::text
                from platform.keyed_columns() k
                where k.watched
                    and not exists (
                        select from pg_trigger t where t.tgrelid = k.target and t.tgname = 'follow_keys'
                    )
                """
            )
        );
        // A column with another name that holds keys belongs into platform.keyed, unless it is made from one that is,
        // or a log of its time.
        Assert.Empty(
            (
                await database.Query<string>(
                    """
                    select c.relname || '.' || a.attname
                    from pg_class c
                    join pg_attribute a on a.attrelid = c.oid
                        and a.attnum > 0
                        and not a.attisdropped
                        and a.attgenerated = ''
                    where c.relnamespace in ('public'::regnamespace, 'platform'::regnamespace)
                        and c.relkind in ('r', 'p')
                        and a.attname ~ '(^|_)key$'
                        and a.attcollation = '"C"'::regcollation
                      and not exists (
                          select from platform.keyed_columns() k where k.target = c.oid and k.column_name = a.attname
                      )
                    """
                )
            ).Except(["relocations.from_key", "relocations.to_key", "reorganisation_placements.former_key"])
        );
    }

    [Theory]
    [InlineData("Organizations"), InlineData("Census"), InlineData("Training"), InlineData("Jobs")]
    public async Task The_app_role_owns_no_table_and_cannot_pass_by_a_policy(string service)
    {
        await using var database = await TestDatabase.CreateAsync(Assembly.Load(service));
        Assert.Equal(
            0,
            await database.Find<long>(
                "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = @user",
                new { user = database.AppUser }
            )
        );
        Assert.False(
            await database.Find<bool>(
                "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = @user",
                new { user = database.AppUser }
            )
        );
    }
}
