using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>SQL writes the condition of a half-open period only by the two functions of ServiceDefaults.</summary>
public partial class PeriodTests
{
    const string Functions = "services/ServiceDefaults/Migrations/Functions/";

    [Fact]
    public void The_end_of_a_period_is_compared_in_one_function() =>
        Assert.Equal([Functions + "platform.not_ended.sql"], Sql().Where(f => End().IsMatch(Tree.Read(f))));

    [Fact]
    public void The_begin_and_end_of_a_period_are_compared_in_one_function() =>
        Assert.Equal([Functions + "platform.in_force.sql"], Sql().Where(f => Whole().IsMatch(Tree.Read(f))));

    [Theory]
    [InlineData("(m.valid_to is null or m.valid_to > @day)")]
    [InlineData("(valid_to > @day or valid_to is null)")]
    [InlineData("where until IS NULL\n    OR until>greatest(@at, since)")]
    [InlineData("ended_at is null or @at < ended_at")]
    [InlineData("coalesce(a.valid_to, 'infinity') > @day")]
    public void A_comparison_by_hand_is_found(string condition) => Assert.Matches(End(), condition);

    [Theory]
    [InlineData("@after::uuid is null or id > @after")]
    [InlineData("a.until is null or a.until >= w.at")]
    [InlineData("platform.not_ended(valid_to, @day) or count > 1")]
    public void Another_condition_is_not_found(string condition) => Assert.DoesNotMatch(End(), condition);

    /// <summary>Sources with SQL. Numbered migrations never change.</summary>
    static IEnumerable<string> Sql() =>
        Tree.Under("services")
            .Concat(Tree.Under("services", ".sql").Where(f => f.Contains("/Functions/", StringComparison.Ordinal)));

    [GeneratedRegex(
        @"(?i)(?<![\w.:@$])(?<end>[\w.]+)\s+is\s+null\s+or\s+(?:\k<end>\s*>(?!=)|\S+\s*<\s*\k<end>\b)"
            + @"|(?<![\w.:@$])(?<end>[\w.]+)\s*>(?!=)\s*\S+\s+or\s+\k<end>\s+is\s+null\b"
            + @"|coalesce\([^()]+,\s*'infinity'\)\s*>(?!=)"
    )]
    private static partial Regex End();

    [GeneratedRegex(@"<=\s*(?<at>[\w.@$]+)\s+and\s+platform\.not_ended\([^(),]+,\s*\k<at>\s*\)")]
    private static partial Regex Whole();
}
