using ServiceDefaults.Standards;

namespace ServiceDefaults.Tests.Standards;

public class ReadableTextTests
{
    [Fact]
    public void Invisible_characters_are_refused() =>
        Assert.All(
            [
                "王\n芳",
                "王\t芳",
                "王\0芳",
                "王\u0001芳",
                "王\u0085芳",
                "王\u00AD芳",
                "王\u200B芳",
                "王\u200D芳",
                "Anna\u200CMaria",
                "王\u2028芳",
                "王\u202E芳",
                "王\u2066芳",
                "\uFEFF王芳",
                "王\uFFFD芳",
                "王\uFFFF芳",
                "王\uDB40\uDC20芳",
                "王" + '\uD842',
                '\uDFB7' + "王",
                "می\u200C",
                "\u200Dक",
            ],
            text => Assert.False(ReadableText.IsReadable(text), Uri.EscapeDataString(ReadableText.Shown(text)))
        );

    [Fact]
    public void Joiners_that_scripts_need_are_accepted() =>
        Assert.All(
            [
                "",
                "王秀兰",
                "𠮷田芳",
                "葛\uDB40\uDD00飾",
                "阿依木·买买提",
                "周　丽",
                "E\u0301lise d’Œuvre",
                "می\u200Cخواهم",
                "क\u094D\u200Dष",
                "ᠴᠠᠭᠠ\u180Eᠠ",
                "李\uE863",
                "感谢😀",
            ],
            text => Assert.True(ReadableText.IsReadable(text), text)
        );

    [Fact]
    public void Free_text_with_line_breaks_is_readable_and_with_other_controls_is_not()
    {
        Assert.True(ReadableText.IsReadable("第一行\n第二行\r\n", lines: true));
        Assert.False(ReadableText.IsReadable("第一行\r第二行", lines: true));
        Assert.False(ReadableText.IsReadable("第一行\t第二行", lines: true));
    }

    [Fact]
    public void Undisplayable_characters_are_replaced() =>
        Assert.Equal("刘\uFFFD花\n\uFFFD", ReadableText.Shown("刘\0花\n" + '\uD842'));
}
