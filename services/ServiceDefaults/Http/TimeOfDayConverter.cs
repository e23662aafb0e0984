using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Http;

/// <summary>
/// A time of day in JSON is "09:00" (ISO 8601, hours and minutes). "09:00:00" is accepted too, because earlier releases
/// answered it.
/// </summary>
sealed class TimeOfDayConverter : JsonConverter<TimeOnly>
{
    static readonly string[] Formats = ["HH:mm", "HH:mm:ss"];

    /// <exception cref="JsonException">The value is not a time of day, or has seconds.</exception>
    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && TimeOnly.TryParseExact(
            reader.GetString(),
            Formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time
        )
        && time.Second == 0
            ? time
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("HH:mm", CultureInfo.InvariantCulture));
}
