using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Data;

/// <summary>
/// The last day something holds, that day included, in China: what people enter, read and filter by (yyyy-MM-dd in
/// JSON). Tables keep half-open ranges, and this is the one converter: a member of this type is written to a date
/// column as the day after, and read back from it as the day before. Moments that end something are brought to that
/// form by <see cref="Sql"/>, and made by <see cref="End"/>.
/// </summary>
/// <param name="Day">Included.</param>
[JsonConverter(typeof(LastDayConverter))]
public readonly record struct LastDay(DateOnly Day)
{
    /// <summary>The first day it no longer holds, as tables keep it.</summary>
    public DateOnly Next => Day.AddDays(1);

    /// <summary>The first moment it no longer holds, in UTC.</summary>
    public DateTimeOffset End => ChinaDay.Begin(Next);

    /// <summary>The last day of what no longer holds from a day on.</summary>
    public static LastDay Before(DateOnly next) => new(next.AddDays(-1));

    /// <summary>
    /// A timestamptz column that holds the first moment something no longer holds, as a date column would keep it: what
    /// ends within a day has held on that day.
    /// </summary>
    public static string Sql(string column) =>
        $"((({column} - interval '1 microsecond') at time zone 'Asia/Shanghai')::date + 1)";

    public override string ToString() => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

sealed class LastDayConverter : JsonConverter<LastDay>
{
    /// <exception cref="JsonException">It is no day.</exception>
    public override LastDay Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && DateOnly.TryParseExact(
            reader.GetString(),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? new(day)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, LastDay value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
