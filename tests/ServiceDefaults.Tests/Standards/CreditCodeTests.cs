using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Tests.Standards;

public class CreditCodeTests
{
    const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    [Theory]
    [
        InlineData("91350100M000100Y43", null),
        InlineData("91350100m000100y43", null),
        InlineData(" 91350100M000100Y43 ", null)
    ]
    [
        InlineData("91350100M000100Y44", "PLT-1005"),
        InlineData("91350100M000100Y4Z", "PLT-1006"),
        InlineData("91350100M000100Y4", "PLT-1006"),
        InlineData("", "PLT-1006")
    ]
    [
        InlineData("91350100I000100Y43", "PLT-1006"),
        InlineData("9135O100M000100Y43", "PLT-1006"),
        InlineData("91A50100M000100Y43", "PLT-1006"),
        InlineData("９1350100M000100Y43", "PLT-1006")
    ]
    public void A_credit_code_is_read_or_its_broken_rule_named(string text, string? rule)
    {
        Assert.Equal(rule, CreditCode.Read(text, out var code)?.Code);
        if (rule is null)
            Assert.Equal("91350100M000100Y43", code.Text);
    }

    [Property]
    public Property One_wrong_character_of_a_credit_code_is_always_noticed() =>
        Prop.ForAll(
            Gen.Choose(0, 9_999_999).ToArbitrary(),
            Gen.Choose(0, 17).ToArbitrary(),
            Gen.Choose(1, 30).ToArbitrary(),
            (nth, at, by) =>
            {
                var text = Checked(nth).ToCharArray();
                text[at] = Alphabet[(Alphabet.IndexOf(text[at], StringComparison.Ordinal) + by) % 31];
                return CreditCode.Read(new(text), out _)
                    == (
                        text.AsSpan(2, 6).ContainsAnyExceptInRange('0', '9')
                            ? PlatformProblems.Format
                            : PlatformProblems.CheckDigit
                    );
            }
        );

    [Fact]
    public void A_code_that_is_read_has_the_form_of_the_pattern()
    {
        var text = Alphabet + Alphabet.ToLowerInvariant();
        foreach (var c in text)
            Assert.Matches(CreditCode.Pattern, $"{c}1610631MA000000{c}{c}");
        foreach (var c in "IOSVZiosvz")
            Assert.DoesNotMatch(CreditCode.Pattern, $"91610631MA000000{c}0");
    }

    static string Checked(int organization)
    {
        var first = $"91610631MA{organization:0000000}";
        return first + CheckDigits.Mod31(first);
    }
}
