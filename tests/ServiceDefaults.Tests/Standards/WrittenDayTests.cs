using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Tests.Standards;

public class WrittenDayTests
{
    static readonly string[] Forms =
    [
        "yyyy-MM-dd",
        "yyyy-M-d",
        "yyyy/M/d",
        "yyyy/MM/dd",
        "yyyy.M.d",
        "yyyy年M月d日",
        "yyyy 年 MM 月 dd 日",
        "yyyyMMdd",
        "yyyy-MM-dd 00:00:00",
        "yyyy/M/d 0:00",
        "yyyy-MM-ddT00:00:00",
    ];

    [Theory]
    [InlineData("1987-2-3")]
    [InlineData("1987/2/3")]
    [InlineData("1987.2.3")]
    [InlineData("1987年2月3日")]
    [InlineData("1987-02-03 00:00:00")]
    [InlineData("１９８７．２．３")]
    [InlineData("31811")]
    public void An_unambiguous_day_is_accepted(string cell) =>
        Assert.Equal(new DateOnly(1987, 2, 3), WrittenDay.Read(cell));

    [Theory]
    [InlineData("")]
    [InlineData("3/2/1987")]
    [InlineData("02/03/1987")]
    [InlineData("87-2-3")]
    [InlineData("1987-2")]
    [InlineData("1987")]
    [InlineData("1987-2/3")]
    [InlineData("1987-13-1")]
    [InlineData("1987-2-30")]
    [InlineData("1987-02-03 08:00:00")]
    [InlineData("1987-02-03T00:00:00Z")]
    [InlineData("9999")]
    [InlineData("318110")]
    [InlineData("31811.5")]
    [InlineData("0000-01-01")]
    [InlineData("٣١٨١١")]
    [InlineData("\uD842")]
    public void An_invalid_or_ambiguous_day_is_refused(string cell) => Assert.Null(WrittenDay.Read(cell));

    [Property]
    public Property Every_day_is_read_from_every_form_of_it() =>
        Prop.ForAll(
            Gen.Choose(new DateOnly(1900, 1, 1).DayNumber, new DateOnly(2100, 1, 1).DayNumber).ToArbitrary(),
            number =>
            {
                var day = DateOnly.FromDayNumber(number);
                return Forms.All(f =>
                    WrittenDay.Read(day.ToDateTime(default).ToString(f, CultureInfo.InvariantCulture)) == day
                );
            }
        );
}
