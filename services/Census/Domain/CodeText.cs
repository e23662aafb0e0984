using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Census.Domain;

/// <summary>A code of a national standard, sent as text or as a number.</summary>
sealed class CodeText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
        : reader.TokenType == JsonTokenType.String ? reader.GetString()
        : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
