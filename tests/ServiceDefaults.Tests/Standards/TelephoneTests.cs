using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Tests.Standards;

public class TelephoneTests
{
    [Theory]
    [
        InlineData("13912345678", "13912345678"),
        InlineData("+86 139-1234-5678", "13912345678"),
        InlineData("0911-5621234", "09115621234"),
        InlineData("010 62001234", "01062001234")
    ]
    public void A_telephone_number_loses_blanks_and_hyphens(string text, string digits)
    {
        Assert.Matches(Telephone.Pattern, text);
        Assert.Null(Telephone.Read(text, out var telephone));
        Assert.Equal(digits, telephone.Text);
    }

    [Theory]
    [
        InlineData("12345678901"),
        InlineData("1391234567"),
        InlineData("139123456789"),
        InlineData("１３９１２３４５６７８"),
        InlineData("0000000000"),
        InlineData("000 2123 4567"),
        InlineData("-")
    ]
    public void A_text_that_is_no_telephone_number_is_refused(string text) =>
        Assert.Equal(PlatformProblems.Format, Telephone.Read(text, out _));
}
