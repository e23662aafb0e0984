using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;
using Testing;

namespace ServiceDefaults.Tests.Standards;

public class PersonNameTests
{
    static readonly Gen<string> Written = Gen.Elements([
            "王",
            "丽",
            "𠮷",
            "䶮",
            "\uE863",
            "\uE816",
            "龻",
            "·",
            "•",
            "．",
            "・",
            "‧",
            ".",
            "。",
            " ",
            "　",
            "\u00A0",
            "é",
            "e\u0301",
            "E",
            "Ｅ",
            "ß",
            "İ",
            "⼀",
            "葛\uDB40\uDD00",
            "\u3164",
            "-",
            "’",
        ])
        .ListOf()
        .Select(list => string.Concat(list));

    [Theory]
    [InlineData("阿依木·买买提", "阿依木•买买提", "阿依木．买买提", "阿依木・买买提", "阿依木‧买买提", "阿依木.买买提")]
    [InlineData("周丽", "周　丽", " 周 丽 ", "周\u00A0丽")]
    [InlineData("李䶮", "李\uE863")]
    [InlineData("Élise", "E\u0301lise", "ÉLISE")]
    [InlineData("ELENA  IVANOVA", "Elena Ivanova", "Ｅlena Ivanova")]
    [InlineData("葛飾", "葛\uDB40\uDD00飾")]
    public void One_name_typed_in_several_ways_has_one_key(params string[] ways) =>
        Assert.Single(ways.Select(PersonName.KeyOf).Distinct());

    [Fact]
    public void Names_of_other_characters_are_other_names() =>
        Assert.Equal(4, new[] { "王丽", "王莉", "王𠮷", "王吉" }.Select(PersonName.KeyOf).Distinct().Count());

    [Fact]
    public void A_name_is_stored_as_typed()
    {
        Assert.Null(PersonName.Read("阿依木•买买提", out var name));
        Assert.Equal(("阿依木•买买提", "阿依木·买买提"), (name.Text, name.Key));
    }

    [Theory]
    [
        InlineData("😀"),
        InlineData("王😀"),
        InlineData("王❤️"),
        InlineData("···"),
        InlineData("\u3164"),
        InlineData("1️⃣")
    ]
    public void A_text_with_pictures_or_without_a_letter_is_no_name(string text) =>
        Assert.Equal(PlatformProblems.NoName, PersonName.Read(text, out _));

    [Property]
    public Property The_key_of_a_key_is_the_same_key() =>
        Prop.ForAll(Written.ToArbitrary(), text => PersonName.KeyOf(PersonName.KeyOf(text)) == PersonName.KeyOf(text));

    [Fact]
    public async Task The_database_makes_the_same_keys()
    {
        await using var database = await TestDatabase.CreateAsync(typeof(PersonNameTests).Assembly);
        var names = Written
            .Sample(1_000, 30)
            .Concat(Enumerable.Range(0xE815, 80).Select(c => ((char)c).ToString()))
            .ToArray();
        Assert.Equal(
            names.Select(PersonName.KeyOf),
            await database.Query<string>(
                "select platform.name_key(n) from unnest(@names) with ordinality as u (n, i) order by i",
                new { names }
            )
        );
    }
}
