using System.Net;
using System.Text.Json;
using Yarp.ReverseProxy;

namespace Gateway;

/// <summary>
/// The services behind the gateway, at the addresses of its routes; for the gateway's own requests to them.
/// </summary>
sealed class Backends(IProxyStateLookup lookup) : IDisposable
{
    /// <summary>In the order of the documentation.</summary>
    public static readonly IReadOnlyList<(string Name, string Zh, string En)> All =
    [
        ("organizations", "组织", "Organizations"),
        ("census", "民情", "Census"),
        ("training", "培训", "Training"),
        ("jobs", "就业", "Jobs"),
    ];

    readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseProxy = false,
            AllowAutoRedirect = false,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <returns>Status and JSON body of the answer; status null without an answer in time, body null if it is not
    /// JSON.</returns>
    public async Task<(HttpStatusCode? Status, JsonElement? Body)> AskAsync(
        HttpMethod method,
        string service,
        string path,
        HttpContent? content,
        TimeSpan patience,
        CancellationToken ct,
        (string Name, string Value)? header = null
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            if (
                !lookup.TryGetCluster(service, out var cluster)
                || cluster.Destinations.Values.FirstOrDefault()?.Model.Config.Address is not { } address
            )
                return (null, null);
            using var request = new HttpRequestMessage(method, new Uri(new Uri(address), path)) { Content = content };
            if (header is { } h)
                request.Headers.Add(h.Name, h.Value);
            using var response = await _client.SendAsync(request, limit.Token);
            var json =
                response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
            return (
                response.StatusCode,
                json ? await response.Content.ReadFromJsonAsync<JsonElement>(limit.Token) : null
            );
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException or IOException
                || (e is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            return (null, null);
        }
    }

    /// <summary>Sends the request to all services at once.</summary>
    public async Task<IReadOnlyList<(string Service, HttpStatusCode? Status, JsonElement? Body)>> AskAllAsync(
        HttpMethod method,
        string path,
        Func<HttpContent>? content,
        TimeSpan patience,
        CancellationToken ct
    ) =>
        await Task.WhenAll(
            All.Select(async s =>
            {
                var (status, body) = await AskAsync(method, s.Name, path, content?.Invoke(), patience, ct);
                return (s.Name, status, body);
            })
        );

    public void Dispose() => _client.Dispose();
}
