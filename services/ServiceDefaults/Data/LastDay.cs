using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Data;

/// <summary>
/// The last day of a period, included, in China: the form that clients send, read and filter by (yyyy-MM-dd in JSON).
/// Tables store half-open ranges, and this is the only converter: a member of this type is written to a date column as
/// the next day, and read from it as the day before. <see cref="Sql"/> converts a timestamptz column that ends a
/// period, <see cref="End"/> computes one.
/// </summary>
/// <param name="Day">Included.</param>
[JsonConverter(typeof(LastDayConverter))]
public readonly record struct LastDay(DateOnly Day)
{
    /// <summary>The first day after the period, as tables store it.</summary>
    public DateOnly Next => Day.AddDays(1);

    /// <summary>The first moment after the period, in UTC.</summary>
    public DateTimeOffset End => ChinaDay.Begin(Next);

    /// <summary>The last day of a period, from the first day after it.</summary>
    public static LastDay Before(DateOnly next) => new(next.AddDays(-1));

    /// <summary>
    /// SQL that converts a timestamptz column (first moment after the period) to a date (first day after it). A period
    /// that ends within a day includes that day.
    /// </summary>
    public static string Sql(string column) =>
        $"((({column} - interval '1 microsecond') at time zone 'Asia/Shanghai')::date + 1)";

    public override string ToString() => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

sealed class LastDayConverter : JsonConverter<LastDay>
{
    /// <exception cref="JsonException">The value is not a day.</exception>
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
