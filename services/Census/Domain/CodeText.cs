using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Census.Domain;

/// <summary>Reads a code of a national standard from a JSON string or integer; writes a string.</summary>
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
