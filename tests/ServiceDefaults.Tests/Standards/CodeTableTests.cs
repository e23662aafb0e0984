using ServiceDefaults.Standards;

namespace ServiceDefaults.Tests.Standards;

public class CodeTableTests
{
    static readonly CodeTable Sizes = new(
        "size",
        null,
        [new("small", "小", "small"), new("large", "大", "large") { Words = ["巨大"] }, new("huge", "巨大", "huge")]
    );

    [Fact]
    public void A_part_of_a_table_has_its_codes_in_the_order_given()
    {
        var part = Sizes.Only("offered-size", "huge", "small");
        Assert.Equal(["huge", "small"], part.Values);
        Assert.Equal("小", part.NameOf("small"));
        Assert.False(part.Has("large"));
    }

    [Fact]
    public void A_part_of_a_table_has_no_code_of_its_own() =>
        Assert.Throws<InvalidOperationException>(() => Sizes.Only("offered-size", "tiny"));

    [Fact]
    public void Of_two_codes_with_one_word_a_file_means_the_first() => Assert.Equal("large", Sizes.Find("巨大"));
}
