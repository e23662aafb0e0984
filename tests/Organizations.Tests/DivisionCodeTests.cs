using Organizations.Domain;

namespace Organizations.Tests;

public class DivisionCodeTests
{
    [Theory]
    [InlineData("610000000000", 1), InlineData("610600000000", 2), InlineData("610631000000", 3), InlineData("610631100000", 4), InlineData("610631100001", 5)]
    [InlineData("130638400000", 4), InlineData("441900003000", 4), InlineData("441900003001", 5), InlineData("419001000000", 3)]
    public void The_level_follows_from_the_zeros(string code, int level)
    {
        Assert.Null(DivisionCode.Read(code, out var read));
        Assert.Equal(level, read);
    }

    [Theory]
    [InlineData("", "code-format"), InlineData("61063110000", "code-format"), InlineData("6106311000011", "code-format"), InlineData("61063110000a", "code-format"), InlineData("000000000000", "code-format")]
    [InlineData("６１０６３１１００００１", "code-format"), InlineData("610031000000", "code-levels"), InlineData("610631000001", "code-levels"), InlineData("610631600000", "township-range"), InlineData("610631999001", "township-range")]
    public void A_code_that_breaks_a_rule_is_told_which(string code, string rule) => Assert.Equal(rule, DivisionCode.Read(code, out _)?.Name);

    [Theory]
    [InlineData("610631100001", "610631100000", true), InlineData("610631100001", "610631000000", false), InlineData("610631100000", "610632000000", false)]
    [InlineData("441900003000", "441900000000", true), InlineData("610631100000", "610600000000", false), InlineData("610600000000", "610000000000", true), InlineData("610600000000", "620000000000", false)]
    public void A_division_lies_one_level_below_its_parent_and_begins_with_its_digits(string code, string parent, bool may)
    {
        DivisionCode.Read(code, out var level);
        DivisionCode.Read(parent, out var parentLevel);
        Assert.Equal(may, DivisionCode.MayLieBelow(code, level, parent, parentLevel));
    }
}
