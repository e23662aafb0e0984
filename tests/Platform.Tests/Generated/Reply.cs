using System.Text;
using System.Text.Json;

namespace Platform.Tests.Generated;

/// <summary>The answer of a service.</summary>
sealed record Reply(
    int Status,
    byte[] Bytes,
    string? Tag,
    string? MediaType,
    string Vary,
    bool NotStored,
    bool Replayed
)
{
    JsonElement? _body;

    public bool IsSuccess => Status is >= 200 and < 300;
    public string Text => Encoding.UTF8.GetString(Bytes);
    public bool IsJson => MediaType is { } type && type.EndsWith("json", StringComparison.Ordinal);
    public JsonElement Body => _body ??= JsonDocument.Parse(Bytes).RootElement;
    public JsonElement this[string member] => Body.GetProperty(member);
    public Guid Id => this["id"].GetGuid();

    /// <summary>Pointers of a problem, without the leading slash.</summary>
    public IEnumerable<string> BadFields =>
        IsJson && Body.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? errors.EnumerateArray().Select(e => e.GetProperty("pointer").GetString()!.TrimStart('/'))
            : [];
}
