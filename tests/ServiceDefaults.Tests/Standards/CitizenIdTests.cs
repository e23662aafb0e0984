using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Tests.Standards;

public class CitizenIdTests
{
    static readonly DateOnly Today = new(2026, 11, 29);
    static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20_260_301, 17);

    static readonly Arbitrary<string> Valid = (
        from province in Gen.Elements("11", "15", "37", "43", "61", "65", "81")
        from region in Gen.Choose(0, 9999)
        from day in Gen.Choose(0, 54_000)
        from sequence in Gen.Choose(1, 999)
        let body = $"{province}{region:0000}{new DateOnly(1870, 1, 1).AddDays(day):yyyyMMdd}{sequence:000}"
        select body + CheckDigits.Mod11Of2(body)
    ).ToArbitrary();

    [Property(MaxTest = 2_000, Replay = "20260301,17")]
    public Property A_valid_number_has_birth_date_and_sex() =>
        Prop.ForAll(Valid, text =>
            Read(text, out var id) is null
            && id.Text == text
            && id.BirthDate.ToString("yyyyMMdd", null) == text[6..14]
            && id.Sex == ("13579".Contains(text[16]) ? "1" : "2")
        );

    [Property(MaxTest = 2_000, Replay = "20260301,17")]
    public Property Any_changed_digit_is_refused() =>
        Prop.ForAll(Valid, text =>
            Enumerable
                .Range(0, 18)
                .All(at =>
                    "0123456789X"
                        .Where(c => c != text[at])
                        .All(c => Read(text[..at] + c + text[(at + 1)..], out _) is not null)
                )
        );

    [Property(MaxTest = 2_000, Replay = "20260301,17")]
    public Property Any_two_neighbours_that_differ_and_change_places_are_refused() =>
        Prop.ForAll(Valid, text =>
            Enumerable
                .Range(0, 17)
                .Where(at => text[at] != text[at + 1])
                .All(at => Read(text[..at] + text[at + 1] + text[at] + text[(at + 2)..], out _) is not null)
        );

    [Property(MaxTest = 2_000, Replay = "20260301,17")]
    public Property Any_text_is_read_or_refused_without_an_exception() =>
        Prop.ForAll<string>(text => text is null || (Read(text, out var id) is null) == (id is not null));

    [Property(MaxTest = 2_000, Replay = "20260301,17")]
    public Property A_number_that_is_read_has_the_form_of_the_pattern() =>
        Prop.ForAll(Valid, text =>
            Regex.IsMatch(text, CitizenId.Pattern) && Regex.IsMatch(text.ToLowerInvariant(), CitizenId.Pattern)
        );

    [Fact]
    public void The_standards_example_is_read_and_its_x_may_be_small()
    {
        Assert.Null(Read("11010519491231002x", out var id));
        Assert.Equal(("11010519491231002X", new DateOnly(1949, 12, 31), "2"), (id.Text, id.BirthDate, id.Sex));
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
        InlineData("11010519491231002XX", "PLT-1006"),
        InlineData("610631000101010226", "PLT-1007")
    ]
    public void A_wrong_number_has_the_rule_that_it_breaks(string text, string rule) =>
        Assert.Equal(rule, Read(text, out _)?.Code);

    [Theory]
    [InlineData("18491231", "PLT-1007"), InlineData("18500101", null)]
    [InlineData("20261129", null), InlineData("20261130", "PLT-1004"), InlineData("20260229", "PLT-1006")]
    public void Holders_are_born_from_1850_to_today(string born, string? rule) =>
        Assert.Equal(rule, Read(Checked($"610631{born}022"), out _)?.Code);

    [Theory]
    [InlineData("810000"), InlineData("820000"), InlineData("830000"), InlineData("710000")]
    [InlineData("912156"), InlineData("931840"), InlineData("510229"), InlineData("422100")]
    public void Permits_of_1981_to_2023_and_codes_abolished_are_known(string region) =>
        Assert.Null(Read(Checked(region + "19900101002"), out _));

    [Theory]
    [InlineData("160105"), InlineData("000105"), InlineData("840000"), InlineData("916156"), InlineData("999156")]
    [InlineData("901840")]
    public void Provinces_that_never_were_are_refused(string region) =>
        Assert.Equal(PlatformProblems.Format, Read(Checked(region + "19900101002"), out _));

    static FieldRule? Read(string text, out CitizenId id) => CitizenId.Reader(Today)(text, out id);

    static string Checked(string digits) => digits + CheckDigits.Mod11Of2(digits);
}
