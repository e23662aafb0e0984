using System.Net;
using System.Text.Json;

namespace Stories;

/// <summary>What the platform answered, as the people of a story read it.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, string? ETag, string? MediaType, string Call)
{
    JsonElement? _body;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The JSON body.</summary>
    public JsonElement Body => _body ??= JsonDocument.Parse(Text).RootElement;

    public JsonElement this[string member] =>
        Body.TryGetProperty(member, out var value)
            ? value
            : throw new StoryException($"{Call} answered without '{member}'.");

    /// <summary>The id of what was made.</summary>
    public Guid Id => this["id"].GetGuid();

    /// <summary>The rows of a list.</summary>
    public IReadOnlyList<JsonElement> Items => [.. this["items"].EnumerateArray()];

    /// <exception cref="StoryException">The status is another.</exception>
    public Answer Expect(HttpStatusCode status) =>
        Status == status
            ? this
            : throw new StoryException(
                $"{Call} answered {(int)Status} instead of {(int)status}: {(Text.Length > 600 ? Text[..600] : Text)}"
            );
}

/// <summary>The story did not go as it should; the message says at which call.</summary>
public sealed class StoryException(string message) : Exception(message)
{
    /// <exception cref="StoryException">The condition does not hold.</exception>
    public static void Unless(bool condition, string message)
    {
        if (!condition)
            throw new StoryException(message);
    }
}
