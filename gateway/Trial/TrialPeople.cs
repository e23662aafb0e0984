using System.Net;
using System.Text.Json;
using ServiceDefaults.Auth;

namespace Gateway.Trial;

/// <summary>The people of the demonstration, as Organizations lists them.</summary>
sealed class TrialPeople(Backends backends, GatewayKey key)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public sealed record Person(Guid Id, string Name, string Post, Names PostName, string? Place);

    public sealed record Names(string Zh, string En);

    sealed record Answer(IReadOnlyList<Person?>? Items);

    /// <summary>The people with all of these words in name, post or area; null if Organizations does not answer.</summary>
    public Task<IReadOnlyList<Person>?> FindAsync(string words, CancellationToken ct) =>
        AskAsync("words=" + Uri.EscapeDataString(words), ct);

    /// <summary>The posts of one person, none for a person who is not listed; null if Organizations does not answer.</summary>
    public async Task<IReadOnlyList<Person>?> FindAsync(Guid id, CancellationToken ct) =>
        await AskAsync($"ids={id}", ct) is { } found ? [.. found.Where(p => p.Id == id)] : null;

    async Task<IReadOnlyList<Person>?> AskAsync(string query, CancellationToken ct)
    {
        var (status, body) = await backends.AskAsync(
            HttpMethod.Get,
            "organizations",
            "/organizations/v1/gateway/trial-people?" + query,
            null,
            Patience,
            ct,
            (GatewayKey.Header, key.Text)
        );
        // Words with invisible characters find nobody.
        if (status is HttpStatusCode.BadRequest)
            return [];
        if (status is not HttpStatusCode.OK || body is not { } json)
            return null;
        try
        {
            return json.Deserialize<Answer>(JsonSerializerOptions.Web)?.Items is { } items
                ? [.. items.OfType<Person>()]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
