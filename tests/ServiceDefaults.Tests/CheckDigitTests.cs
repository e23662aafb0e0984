using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Tests;

public sealed class CheckDigitTests
{
    const string Alphabet31 = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    static readonly Gen<string> Digits17 = Gen.Elements("0123456789".ToCharArray())
        .ArrayOf(17)
        .Select(c => new string(c));
    static readonly Gen<string> Characters17 = Gen.Elements(Alphabet31.ToCharArray())
        .ArrayOf(17)
        .Select(c => new string(c));

    [Theory]
    [InlineData("11010519491231002", 'X')]
    [InlineData("44052418800101001", '4')]
    public void The_check_character_of_an_identity_number_is_that_of_the_standards_examples(
        string digits,
        char check
    ) => Assert.Equal(check, CheckDigits.Mod11Of2(digits));

    [Theory]
    [InlineData("91350100M000100Y4", '3')]
    [InlineData("9144030071526726X", 'G')]
    [InlineData("91440300192203821", '6')]
    public void The_check_character_of_a_credit_code_is_that_of_known_codes(string text, char check) =>
        Assert.Equal(check, CheckDigits.Mod31(text));

    [Property]
    public Property Any_single_wrong_digit_changes_the_check_character_of_an_identity_number() =>
        Prop.ForAll(Arb.From(Gen.Zip(Digits17, Gen.Zip(Gen.Choose(0, 16), Gen.Choose(1, 9)))), x =>
        {
            var changed = x.Item1.ToCharArray();
            changed[x.Item2.Item1] = (char)('0' + (changed[x.Item2.Item1] - '0' + x.Item2.Item2) % 10);
            return CheckDigits.Mod11Of2(x.Item1) != CheckDigits.Mod11Of2(changed);
        });

    [Property]
    public Property Any_two_neighbours_swapped_change_the_check_character_of_an_identity_number() =>
        Prop.ForAll(Arb.From(Gen.Zip(Digits17, Gen.Choose(0, 15))), x =>
        {
            var changed = x.Item1.ToCharArray();
            (changed[x.Item2], changed[x.Item2 + 1]) = (changed[x.Item2 + 1], changed[x.Item2]);
            return x.Item1 == new string(changed) || CheckDigits.Mod11Of2(x.Item1) != CheckDigits.Mod11Of2(changed);
        });

    [Property]
    public Property The_whole_identity_number_weighs_one_modulo_eleven() => Prop.ForAll(Arb.From(Digits17), digits =>
        {
            var check = CheckDigits.Mod11Of2(digits);
            var sum =
                digits.Select((d, i) => (d - '0') * (int)(Math.Pow(2, 17 - i) % 11)).Sum()
                + (check == 'X' ? 10 : check - '0');
            return sum % 11 == 1;
        });

    [Property]
    public Property Any_single_wrong_character_changes_the_check_character_of_a_credit_code() =>
        Prop.ForAll(Arb.From(Gen.Zip(Characters17, Gen.Zip(Gen.Choose(0, 16), Gen.Choose(1, 30)))), x =>
        {
            var changed = x.Item1.ToCharArray();
            changed[x.Item2.Item1] = Alphabet31[
                (Alphabet31.IndexOf(changed[x.Item2.Item1], StringComparison.Ordinal) + x.Item2.Item2) % 31
            ];
            return CheckDigits.Mod31(x.Item1) != CheckDigits.Mod31(changed);
        });

    [Property]
    public Property A_credit_code_with_a_letter_outside_the_alphabet_has_no_check_character() =>
        Prop.ForAll(
            Arb.From(
                Gen.Zip(Characters17, Gen.Zip(Gen.Choose(0, 16), Gen.Elements('I', 'O', 'S', 'V', 'Z', 'a', '-', '中')))
            ),
            x =>
            {
                var changed = x.Item1.ToCharArray();
                changed[x.Item2.Item1] = x.Item2.Item2;
                return CheckDigits.Mod31(changed) is null;
            }
        );

    [Theory]
    [InlineData("")]
    [InlineData("1101051949123100")]
    [InlineData("1101051949123100A")]
    [InlineData("１１０１０５１９４９１２３１００２")]
    public void Anything_but_seventeen_digits_is_refused(string text) =>
        Assert.Throws<ArgumentException>(() => CheckDigits.Mod11Of2(text));

    [Theory]
    [InlineData("110105199001011234", 6, 4, "110105********1234")]
    [InlineData("13800001234", 3, 4, "138****1234")]
    [InlineData("12345", 3, 4, "*****")]
    [InlineData("𠮷𠮷𠮷𠮷𠮷", 1, 2, "𠮷**𠮷𠮷")]
    public void A_mask_keeps_both_ends_and_never_a_short_value(string value, int first, int last, string masked) =>
        Assert.Equal(masked, Mask.Middle(value, first, last));

    [Theory]
    [InlineData("王小明", "王**")]
    [InlineData("王", "王*")]
    [InlineData("𠮷田芳", "𠮷**")]
    [InlineData("葛󠄀飾芳", "葛󠄀**")]
    [InlineData("E\u0301lise", "E\u0301****")]
    [InlineData("", "")]
    public void A_masked_name_keeps_its_first_character(string name, string masked) =>
        Assert.Equal(masked, Mask.Name(name));
}
