using System.Net;
using System.Text.Json;

namespace Stories;

/// <summary>An answer of the platform to a call of a story.</summary>
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

    /// <summary>Id of the created record.</summary>
    public Guid Id => this["id"].GetGuid();

    /// <summary>The items of a page.</summary>
    public IReadOnlyList<JsonElement> Items => [.. this["items"].EnumerateArray()];

    /// <exception cref="StoryException">The status differs.</exception>
    public Answer Expect(HttpStatusCode status) =>
        Status == status
            ? this
            : throw new StoryException(
                $"{Call} answered {(int)Status} instead of {(int)status}: {(Text.Length > 600 ? Text[..600] : Text)}"
            );
}

/// <summary>A call of the story failed; the message names the call.</summary>
public sealed class StoryException(string message) : Exception(message)
{
    /// <exception cref="StoryException">The condition is false.</exception>
    public static void Unless(bool condition, string message)
    {
        if (!condition)
            throw new StoryException(message);
    }
}
