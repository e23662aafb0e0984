using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServiceDefaults.Data;
using ServiceDefaults.Tests.Toys;

namespace ServiceDefaults.Tests;

/// <summary>The converter between the last day of a period and the half-open range in tables.</summary>
public sealed class LastDayTests(ToyFixture toys)
{
    static readonly Arbitrary<DateOnly> Days = Arb.From(
        Gen.Choose(0, 400_000).Select(n => new DateOnly(1900, 1, 1).AddDays(n))
    );

    [Property]
    public Property A_day_in_JSON_is_read_and_written_unchanged_and_other_texts_are_refused() =>
        Prop.ForAll(Days, day =>
        {
            var text = JsonSerializer.Serialize(new LastDay(day));
            Assert.Equal($"\"{day:yyyy-MM-dd}\"", text);
            Assert.Equal(new LastDay(day), JsonSerializer.Deserialize<LastDay>(text));
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LastDay>($"\"{day:dd/MM/yyyy}\""));
        });

    [Fact]
    public async Task A_column_holds_the_day_after_and_a_moment_ends_on_its_day_in_China()
    {
        await using var session = new Session(toys.Database.App, toys.Service.Clock, toys.Service.Sealer);
        await session.EnterAsSystem(default);
        var day = new LastDay(new(2026, 11, 30));
        var row = (
            await session.Find<Row>(
                $"select @day as kept, @day::date as last, {LastDay.Sql("@end::timestamptz")} as ended, "
                    + $"{LastDay.Sql("@noon::timestamptz")} as within, null::date as none",
                new
                {
                    day,
                    end = day.End,
                    noon = day.End.AddHours(-12),
                },
                default
            )
        )!;
        Assert.Equal(new(new(2026, 12, 1), day, day, day, null), row);
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 16, 0, 0, TimeSpan.Zero), day.End);
    }

    sealed record Row(DateOnly Kept, LastDay Last, LastDay Ended, LastDay Within, LastDay? None);
}
