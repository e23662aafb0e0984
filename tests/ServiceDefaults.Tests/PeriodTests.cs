using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Npgsql;
using ServiceDefaults.Tests.Toys;
using Testing;

namespace ServiceDefaults.Tests;

/// <summary>The conditions of half-open periods in SQL: platform.in_force and platform.not_ended.</summary>
public sealed class PeriodTests(ToyFixture toys)
{
    const string Both = """
        select platform.in_force(@from::{0}, @to::{0}, @at::{0}) as in_force,
            platform.not_ended(@to::{0}, @at::{0}) as not_ended
        """;

    /// <summary>Days so near each other that they are often equal; null in one of five.</summary>
    static readonly Gen<DateTime?> Day = Gen.Frequency(
        (1, Gen.Constant<DateTime?>(null)),
        (4, Gen.Choose(1, 5).Select(n => (DateTime?)new DateTime(2026, 3, n)))
    );

    [Theory]
    [InlineData("2026-03-01", false)]
    [InlineData("2026-03-02", true)]
    [InlineData("2026-03-04", true)]
    [InlineData("2026-03-05", false)]
    public async Task A_period_is_in_force_from_its_first_day_to_its_last(string at, bool expected) =>
        Assert.Equal(expected, await InForce("'2026-03-02'", "'2026-03-05'", $"'{at}'"));

    [Fact]
    public async Task A_period_without_an_end_is_in_force_on_every_later_day() =>
        Assert.True(await InForce("'2026-03-02'", "null", "'9999-12-31'"));

    [Fact]
    public async Task A_period_on_an_unknown_day_gives_null() =>
        Assert.Null(await InForce("'2026-03-02'", "'2026-03-05'", "null"));

    [Property]
    public Property Days_and_moments_give_what_the_comparison_with_both_ends_gives() =>
        Prop.ForAll(Arb.From(from start in Day from end in Day from at in Day select (start, end, at)), p =>
            Agrees(p.start, p.end, p.at).GetAwaiter().GetResult()
        );

    [Fact]
    public async Task A_day_and_a_moment_are_not_compared() =>
        Assert.Equal(
            PostgresErrorCodes.UndefinedFunction,
            (
                await Assert.ThrowsAsync<PostgresException>(() =>
                    toys.Database.Find<bool?>("select platform.not_ended(date '2026-03-02', now())")
                )
            ).SqlState
        );

    [Fact]
    public async Task A_condition_under_a_row_policy_is_inlined_and_uses_the_index()
    {
        await using var database = await TestDatabase.CreateAsync(typeof(PeriodTests).Assembly);
        await using (
            var owner = database.Owner.CreateCommand(
                """
                create table spans (id int primary key, scope_key text collate "C", valid_from date not null, valid_to date);
                insert into spans
                select i, '001', date '2000-01-01' + i, date '2000-01-01' + 2 * i from generate_series(1, 9000) i;
                create index spans_from on spans (valid_from);
                select platform.protect('spans', scope => 'scope_key');
                analyze spans;
                """
            )
        )
            await owner.ExecuteNonQueryAsync();
        var plan = await ExplainAsync(
            database,
            "select id from spans where platform.in_force(valid_from, valid_to, date '2000-02-01')"
        );
        Assert.DoesNotContain("platform.", plan, StringComparison.Ordinal);
        Assert.Contains("Index Cond: (valid_from <= '2000-02-01'::date)", plan, StringComparison.Ordinal);
        Assert.Contains("(valid_to IS NULL) OR (valid_to > '2000-02-01'::date)", plan, StringComparison.Ordinal);
        Assert.Contains("current_setting('app.lo0'", plan, StringComparison.Ordinal);
    }

    /// <summary>The plan of a statement of the app role.</summary>
    static async Task<string> ExplainAsync(TestDatabase database, string sql)
    {
        await using var command = database.App.CreateCommand("explain (costs off) " + sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    Task<bool?> InForce(string from, string to, string at) =>
        toys.Database.Find<bool?>($"select platform.in_force({from}::date, {to}::date, {at}::date)");

    async Task<bool> Agrees(DateTime? from, DateTime? to, DateTime? at)
    {
        bool? notEnded =
            to is null ? true
            : at is null ? null
            : to > at;
        var expected = ((from is null || at is null ? null : from <= at) & notEnded, notEnded);
        foreach (var type in new[] { "date", "timestamp", "timestamptz" })
            if (
                expected
                != await toys.Database.Find<(bool?, bool?)>(
                    string.Format(null, Both, type),
                    new
                    {
                        from,
                        to,
                        at,
                    }
                )
            )
                return false;
        return true;
    }
}
