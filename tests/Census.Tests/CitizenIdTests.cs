using Census.Domain;
using FsCheck;
using FsCheck.Fluent;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Census.Tests;

public class CitizenIdTests
{
    static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20_260_301, 17);

    static readonly Arbitrary<string> Valid = (
        from province in Gen.Elements("11", "15", "37", "43", "61", "65", "81")
        from region in Gen.Choose(0, 9999)
        from day in Gen.Choose(0, 54_000)
        from sequence in Gen.Choose(1, 999)
        let body = $"{province}{region:0000}{new DateOnly(1870, 1, 1).AddDays(day):yyyyMMdd}{sequence:000}"
        select body + CheckDigits.Mod11Of2(body)
    ).ToArbitrary();

    [Fact]
    public void A_valid_number_tells_birth_date_and_sex() =>
        Prop.ForAll(Valid, text =>
                CitizenId.Parse(text, out var id) is null
                && id.Text == text
                && id.BirthDate.ToString("yyyyMMdd", null) == text[6..14]
                && id.IsMale == "13579".Contains(text[16])
                && id.Sex == (id.IsMale ? "1" : "2")
            )
            .Check(Seeded);

    [Fact]
    public void Any_changed_digit_is_refused() =>
        Prop.ForAll(Valid, text =>
                Enumerable
                    .Range(0, 18)
                    .All(at =>
                        "0123456789X"
                            .Where(c => c != text[at])
                            .All(c => CitizenId.Parse(text[..at] + c + text[(at + 1)..], out _) is not null)
                    )
            )
            .Check(Seeded);

    [Fact]
    public void Any_two_neighbours_that_differ_and_change_places_are_refused() =>
        Prop.ForAll(Valid, text =>
                Enumerable
                    .Range(0, 17)
                    .Where(at => text[at] != text[at + 1])
                    .All(at =>
                        CitizenId.Parse(text[..at] + text[at + 1] + text[at] + text[(at + 2)..], out _) is not null
                    )
            )
            .Check(Seeded);

    [Fact]
    public void Anything_at_all_is_read_or_refused_without_a_fault() =>
        Prop.ForAll<string>(text => text is null || (CitizenId.Parse(text, out var id) is null) == (id is not null))
            .Check(Seeded);

    [Fact]
    public void The_standards_example_is_read_and_its_x_may_be_small()
    {
        Assert.Null(CitizenId.Parse("11010519491231002x", out var id));
        Assert.Equal(
            ("11010519491231002X", new DateOnly(1949, 12, 31), "2", "110105********002X"),
            (id.Text, id.BirthDate, id.Sex, id.Masked)
        );
    }

    [Theory]
    [
        InlineData("110105194912310021", "PLT-1005"),
        InlineData("11010519491331002X", "PLT-1006"),
        InlineData("99010519491231002X", "PLT-1006"),
        InlineData("1101051949123100", "PLT-1006")
    ]
    [
        InlineData("１１０１０５19491231002X", "PLT-1006"),
        InlineData("", "PLT-1006"),
        InlineData("11010519491231002XX", "PLT-1006")
    ]
    public void What_is_wrong_with_it_is_told(string text, string rule) =>
        Assert.Equal(rule, CitizenId.Parse(text, out _)?.Code);

    [Theory]
    [
        InlineData("13912345678", "13912345678"),
        InlineData("+86 139-1234-5678", "13912345678"),
        InlineData("0911-5621234", "09115621234"),
        InlineData("010 62001234", "01062001234")
    ]
    public void Telephones_lose_what_is_only_for_the_eye(string text, string digits)
    {
        Assert.Null(Telephone.Parse(text, out var telephone));
        Assert.Equal(digits, telephone.Text);
    }

    [Theory]
    [
        InlineData("12345678901"),
        InlineData("1391234567"),
        InlineData("139123456789"),
        InlineData("１３９１２３４５６７８"),
        InlineData("0000000000"),
        InlineData("-")
    ]
    public void What_is_no_telephone_is_refused(string text) =>
        Assert.Equal(PlatformProblems.Format, Telephone.Parse(text, out _));

    [Fact]
    public void A_name_has_all_that_any_part_of_it_asks_for() =>
        Prop.ForAll(
                Gen.Elements("王秀兰", "欧阳娜娜", "阿依古丽·买买提", "𠮷田 Anna", "李").ToArbitrary(),
                Gen.Choose(0, 20).ToArbitrary(),
                Gen.Choose(1, 20).ToArbitrary(),
                (name, start, length) =>
                {
                    var runes = name.EnumerateRunes().ToArray();
                    var from = start % runes.Length;
                    var part = string.Concat(runes.Skip(from).Take(length));
                    return !NameGrams.Wanted(part).Except(NameGrams.Of(name)).Any();
                }
            )
            .Check(Seeded);

    [Fact]
    public void The_state_of_a_need_only_goes_on()
    {
        string[] states = ["open", "in-training", "trained", "closed"];
        foreach (var state in states)
        foreach (var news in states)
            Assert.Equal(
                states[Math.Max(Array.IndexOf(states, state), Array.IndexOf(states, news))],
                NeedProgress.After(state, news)
            );
    }
}
