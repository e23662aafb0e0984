using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ServiceDefaults.Auth;

namespace Testing;

/// <summary>
/// An HTTP client that acts as one subject, or without a token. Every POST gets a new Idempotency-Key unless one is
/// given.
/// </summary>
public sealed class Client(HttpClient http, string developmentKey, Guid? subject)
{
    readonly string? _token = subject is { } id
        ? Tokens.IssueDevelopmentToken(developmentKey, id, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1))
        : null;

    public Guid Subject => subject ?? throw new InvalidOperationException("The client has no subject.");

    /// <summary>Sent as X-Organization; needed if the person acts for several organizations.</summary>
    public Guid? Organization { get; init; }

    /// <summary>Sent as Purpose.</summary>
    public string? Purpose { get; init; }

    /// <summary>Sent as Accept-Language.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Replaces the token of the subject, for tests of tokens.</summary>
    public string? Token { get; init; }

    public Task<Answer> Get(string path, string? ifNoneMatch = null) =>
        Send(HttpMethod.Get, path, null, ("If-None-Match", ifNoneMatch));

    public Task<Answer> Post(string path, object? body = null, string? key = null, string? ifMatch = null) =>
        Send(
            HttpMethod.Post,
            path,
            body ?? new { },
            ("Idempotency-Key", key ?? Guid.NewGuid().ToString()),
            ("If-Match", ifMatch)
        );

    public Task<Answer> Put(string path, object body, string? ifMatch) =>
        Send(HttpMethod.Put, path, body, ("If-Match", ifMatch));

    public Task<Answer> Patch(string path, object body, string? ifMatch) =>
        Send(HttpMethod.Patch, path, body, ("If-Match", ifMatch));

    public Task<Answer> Delete(string path, string? ifMatch) =>
        Send(HttpMethod.Delete, path, null, ("If-Match", ifMatch));

    /// <summary>Downloads a file.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="body">Body of a POST; null for a GET.</param>
    /// <exception cref="InvalidOperationException">The status is not 200.</exception>
    public async Task<byte[]> Download(string path, object? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }
        if ((Token ?? _token) is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode == 200
            ? await response.Content.ReadAsByteArrayAsync()
            : throw new InvalidOperationException($"{request.Method} {path}: {(int)response.StatusCode}");
    }

    /// <summary>Sends an HttpContent unchanged, a string as JSON text, and any other body serialized as JSON.</summary>
    public async Task<Answer> Send(
        HttpMethod method,
        string path,
        object? body,
        params (string Name, string? Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if ((Token ?? _token) is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("Accept-Language", Language);
        if (Organization is { } organization)
            request.Headers.Add("X-Organization", organization.ToString());
        if (Purpose is not null)
            request.Headers.TryAddWithoutValidation("Purpose", Uri.EscapeDataString(Purpose));
        foreach (var (name, value) in headers)
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            string text => new StringContent(text, new MediaTypeHeaderValue("application/json")),
            _ => JsonContent.Create(body),
        };
        using var response = await http.SendAsync(request);
        return new(
            method,
            path,
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response
                .Headers.Concat(response.Content.Headers)
                .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase)
        );
    }
}

/// <summary>The answer of a service.</summary>
public sealed record Answer(
    HttpMethod Method,
    string Path,
    int Status,
    string Text,
    IReadOnlyDictionary<string, string> Headers
)
{
    readonly Lazy<JsonElement> _body = new(() => Text.Length == 0 ? default : JsonDocument.Parse(Text).RootElement);

    public JsonElement Body => _body.Value;

    /// <summary>Message of a failed test; the generated text would fail for answers without ETag or body.</summary>
    public override string ToString() => $"{Method} {Path}: {Status} {Text}";

    public string? ETag => Headers.GetValueOrDefault("ETag");

    /// <summary>Version of the record from its ETag: 3 of "v3-0f1e2d".</summary>
    public long Version => long.Parse(ETag!.Split('-')[0].TrimStart('"', 'v'), null);

    /// <summary>The body's member "id".</summary>
    public Guid Id => Body.GetProperty("id").GetGuid();

    public JsonElement this[string member] => Body.GetProperty(member);

    /// <summary>The members "items" of a page.</summary>
    public IReadOnlyList<JsonElement> Items => [.. Body.GetProperty("items").EnumerateArray()];

    /// <exception cref="InvalidOperationException">The status differs; the message has the answer.</exception>
    public Answer Expect(int status) =>
        Status == status
            ? this
            : throw new InvalidOperationException($"{Method} {Path}: {status} expected, but it is {Status}: {Text}");

    /// <summary>Expects any 2xx status.</summary>
    public Answer ExpectOk() =>
        Status is >= 200 and < 300
            ? this
            : throw new InvalidOperationException($"{Method} {Path}: success expected, but it is {Status}: {Text}");

    /// <summary>
    /// Expects a problem with this code, and with exactly these errors if any are given.
    /// </summary>
    /// <param name="errors">Pointer and code of each error, in any order: "/name PLT-1001".</param>
    /// <exception cref="InvalidOperationException">The answer differs; the message has it.</exception>
    public Answer Refused(int status, string code, params string[] errors)
    {
        Expect(status);
        var problem =
            Headers.GetValueOrDefault("Content-Type")?.StartsWith("application/problem+json", StringComparison.Ordinal)
            == true;
        if (!problem || Body.GetProperty("code").GetString() != code)
            throw new InvalidOperationException($"{Method} {Path}: problem {code} expected, but it is {Text}");
        if (Body.GetProperty("status").GetInt32() != status)
            throw new InvalidOperationException($"{Method} {Path}: the body lacks its status {status}: {Text}");
        if (errors.Length > 0 && !errors.Order().SequenceEqual(Errors.Select(e => $"{e.Pointer} {e.Code}").Order()))
            throw new InvalidOperationException(
                $"{Method} {Path}: errors [{string.Join(", ", errors)}] expected, but it is {Text}"
            );
        return this;
    }

    /// <summary>JSON pointers of the errors.</summary>
    public IReadOnlyList<string> Pointers => [.. Errors.Select(e => e.Pointer)];

    /// <summary>The errors, each as pointer and code.</summary>
    public IReadOnlyList<(string Pointer, string Code)> Errors =>
        Body.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ?
            [
                .. errors
                    .EnumerateArray()
                    .Select(e => (e.GetProperty("pointer").GetString()!, e.GetProperty("code").GetString()!)),
            ]
            : [];
}
