using Organizations.Domain;

namespace Organizations.Tests;

public class DivisionCodeTests
{
    [Theory]
    [
        InlineData("610000000000", 1),
        InlineData("610600000000", 2),
        InlineData("610631000000", 3),
        InlineData("610631100000", 4),
        InlineData("610631100001", 5)
    ]
    [
        InlineData("130638400000", 4),
        InlineData("441900003000", 4),
        InlineData("441900003001", 5),
        InlineData("419001000000", 3)
    ]
    [InlineData("610631100001001", 6), InlineData("610631100001001999", 7), InlineData("610631100001001001001", 8)]
    public void The_level_follows_from_the_zeros(string code, int level)
    {
        Assert.Null(DivisionCode.Read(code, out var read));
        Assert.Equal(level, read);
    }

    [Theory]
    [
        InlineData("", "code-format"),
        InlineData("61063110000", "code-format"),
        InlineData("6106311000011", "code-format"),
        InlineData("61063110000a", "code-format"),
        InlineData("000000000000", "code-format")
    ]
    [
        InlineData("６１０６３１１００００１", "code-format"),
        InlineData("610031000000", "code-levels"),
        InlineData("610631000001", "code-levels"),
        InlineData("610631600000", "township-range"),
        InlineData("610631999001", "township-range")
    ]
    [
        InlineData("610631100001000", "code-levels"),
        InlineData("610631100001000001", "code-levels"),
        InlineData("610631100000001", "code-levels"),
        InlineData("610631100001001001001001", "code-format")
    ]
    public void A_bad_code_names_the_broken_rule(string code, string rule) =>
        Assert.Equal(rule, DivisionCode.Read(code, out _)?.Name);

    [Theory]
    [
        InlineData("610000000000", ""),
        InlineData("610600000000", "610000000000"),
        InlineData("610631000000", "610600000000"),
        InlineData("610631100000", "610631000000"),
        InlineData("610631100001", "610631100000")
    ]
    [
        InlineData("441900003000", "441900000000"),
        InlineData("610631100001002", "610631100001"),
        InlineData("610631100001002003", "610631100001002"),
        InlineData("610631100001002003004", "610631100001002003")
    ]
    public void A_code_shows_its_parent(string code, string above)
    {
        DivisionCode.Read(code, out var level);
        Assert.Equal(above, DivisionCode.Above(code, level));
    }
}
