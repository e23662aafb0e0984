using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServiceDefaults.Auth;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>
/// Calls the services directly, without the gateway and its limits, as any subject, and records its successful POSTs.
/// </summary>
sealed class DirectClient(WholePlatform platform) : IDisposable
{
    /// <summary>12 parallel requests keep the services busy.</summary>
    public static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 12 };

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    readonly ConcurrentDictionary<Guid, string> _tokens = [];
    readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = 12,
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(100),
    };

    /// <summary>Every POST answered with success, in order.</summary>
    public ConcurrentQueue<CompletedPost> Completed { get; } = [];

    public Task<Reply> GetAsync(Guid? subject, string path, params IEnumerable<(string Name, string Value)> headers) =>
        SendAsync(HttpMethod.Get, subject, path, null, headers);

    /// <exception cref="InvalidOperationException">The answer is not a success.</exception>
    public async Task<Reply> PostAsync(Guid subject, string path, object body, string? ifMatch = null)
    {
        var completed = new CompletedPost(
            subject,
            path,
            body as string ?? JsonSerializer.Serialize(body, Json),
            body is string ? "text/csv" : "application/json",
            Guid.NewGuid().ToString(),
            ifMatch
        );
        var reply = await RepeatAsync(subject, completed);
        if (!reply.IsSuccess)
            throw new InvalidOperationException($"POST {path}: {reply.Status} {reply.Text} for {completed.Body}");
        Completed.Enqueue(completed);
        return reply;
    }

    /// <summary>Reads the record for its ETag, then sends the change with If-Match.</summary>
    public async Task<Reply> ChangeAsync(HttpMethod method, Guid subject, string path, object body, string? read = null)
    {
        var seen = await GetAsync(subject, read ?? path);
        var content = body is byte[] bytes ? new ByteArrayContent(bytes) : (HttpContent)JsonContent.Create(body);
        var reply = await SendAsync(method, subject, path, content, [("If-Match", seen.Tag ?? "*")]);
        return reply.IsSuccess
            ? reply
            : throw new InvalidOperationException($"{method} {path}: {reply.Status} {reply.Text}");
    }

    /// <summary>Sends a POST again with its Idempotency-Key, as any subject.</summary>
    public Task<Reply> RepeatAsync(Guid? subject, CompletedPost completed)
    {
        var content = new StringContent(completed.Body, Encoding.UTF8, completed.MediaType);
        List<(string, string)> headers = [("Idempotency-Key", completed.Key)];
        if (completed.IfMatch is { } tag)
            headers.Add(("If-Match", tag));
        return SendAsync(HttpMethod.Post, subject, completed.Path, content, headers);
    }

    public void Dispose() => _http.Dispose();

    async Task<Reply> SendAsync(
        HttpMethod method,
        Guid? subject,
        string path,
        HttpContent? content,
        IEnumerable<(string Name, string Value)> headers
    )
    {
        var service = platform.Processes[path.Split('/')[1]].Address;
        using var request = new HttpRequestMessage(method, new Uri(service, path)) { Content = content };
        if (subject is { } id)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens.GetOrAdd(id, Token));
        request.Headers.Add("Accept-Language", "zh-CN");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return new(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(),
            response.Headers.TryGetValues("ETag", out var tags) ? tags.Single() : null,
            response.Content.Headers.ContentType?.MediaType,
            string.Join(", ", response.Headers.Vary),
            response.Headers.CacheControl?.NoStore == true,
            response.Headers.Contains("Idempotency-Replayed")
        );
    }

    string Token(Guid subject) =>
        Tokens.IssueDevelopmentToken(
            platform.DevelopmentKey,
            subject,
            TimeProvider.System.GetUtcNow(),
            TimeSpan.FromHours(1)
        );
}
