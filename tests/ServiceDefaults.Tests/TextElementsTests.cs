using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Tests;

public class TextElementsTests
{
    static readonly Arbitrary<string> Written = Gen.Elements("王", "𠮷", "葛󠄀", "é", "e\u0301", "·", "a")
        .ListOf()
        .Select(list => string.Concat(list))
        .ToArbitrary();

    [Property]
    public Property Text_is_cut_between_elements_whatever_the_length() =>
        Prop.ForAll(Written, Gen.Choose(1, 5).ToArbitrary(), (text, longest) =>
        {
            var cut = TextElements.Cut(text, longest);
            return IsWhole(cut)
                && (cut == text ? TextElements.Of(text).Length <= longest : TextElements.Of(cut).Length == longest + 1);
        });

    [Property]
    public Property A_mask_is_whole_text_and_has_one_sign_for_each_element() =>
        Prop.ForAll(Written, text =>
            IsWhole(Mask.Name(text))
            && IsWhole(Mask.Middle(text, 1, 2))
            && TextElements.Of(Mask.Middle(text, 1, 2)).Length == TextElements.Of(text).Length
        );

    [Fact]
    public void Sixty_characters_beyond_the_BMP_are_sixty_long()
    {
        Assert.False(TextElements.AreMoreThan(60, string.Concat(Enumerable.Repeat("𠮷", 60))));
        Assert.True(TextElements.AreMoreThan(60, string.Concat(Enumerable.Repeat("𠮷", 61))));
    }

    [Fact]
    public void One_element_of_a_thousand_accents_is_long() =>
        Assert.True(TextElements.AreMoreThan(60, "a" + new string('\u0301', 1_000)));

    static bool IsWhole(string text) => !text.EnumerateRunes().Any(r => r == System.Text.Rune.ReplacementChar);
}
