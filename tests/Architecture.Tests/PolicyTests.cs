using System.Reflection;
using Testing;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// Every table has a row policy, except the listed ones without personal data.
/// </summary>
public class PolicyTests
{
    /// <summary>
    /// Tables of ServiceDefaults, the same in each database. Event bodies and waiting messages contain personal fields
    /// only sealed.
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
    public async Task The_tables_without_a_policy_are_the_listed_ones(string service)
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
    /// A move of areas rewrites every sort key of the service; a trigger updates a key that is written later.
    /// </summary>
    [Theory]
    [InlineData("Organizations"), InlineData("Census"), InlineData("Training"), InlineData("Jobs")]
    public async Task Every_sort_key_follows_a_move_of_areas(string service)
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
        // A column of sort keys with another name must be in platform.keyed, unless it is generated from a listed one
        // or part of a log.
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
    public async Task The_app_role_owns_no_table_and_cannot_bypass_a_policy(string service)
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
