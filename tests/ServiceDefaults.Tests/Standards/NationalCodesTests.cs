using ServiceDefaults.Standards;

namespace ServiceDefaults.Tests.Standards;

public class NationalCodesTests
{
    static readonly CodeTable[] s_tables =
    [
        NationalCodes.Sex,
        NationalCodes.MaritalStatus,
        NationalCodes.Kinship,
        NationalCodes.Education,
        NationalCodes.Ethnicity,
    ];

    [Fact]
    public void Every_code_is_found_by_itself_by_its_name_and_by_its_words() =>
        Assert.All(s_tables, t =>
            Assert.All(t.Codes, c =>
                Assert.All([c.Value, c.Zh, .. c.Words], word => Assert.Equal(c.Value, t.Find($" {word} ")))
            )
        );

    [Theory]
    [InlineData("21"), InlineData("31"), InlineData("61"), InlineData("71"), InlineData("81")]
    public void A_code_of_education_with_two_digits_is_known(string code) =>
        Assert.Contains(code, NationalCodes.Education.Values);

    [Theory]
    [
        InlineData("01", "汉"),
        InlineData("56", "基诺族"),
        InlineData("97", "其他"),
        InlineData("98", "外国血统中国籍人士")
    ]
    public void Ethnicity_ends_with_97_and_98(string code, string word) =>
        Assert.Equal(code, NationalCodes.Ethnicity.Find(word));

    [Fact]
    public void A_word_of_no_code_is_not_found() => Assert.Null(NationalCodes.Sex.Find("女王"));
}
