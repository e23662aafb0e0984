using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Auth;

namespace Gateway.Tests.SignIn;

/// <summary>
/// Stands for all services: keeps signed-in browsers as Organizations does, and answers any other request with what it
/// has received.
/// </summary>
sealed class SignInService(GatewayKey key)
{
    const string Path = "/organizations/v1/gateway/sign-ins";
    readonly ConcurrentDictionary<string, Row> _rows = new();
    readonly Lock _lock = new();

    sealed class Row
    {
        public required JsonElement Started { get; init; }
        public required byte[] Tokens { get; set; }
        public long Version { get; set; } = 1;
        public bool Renewing { get; set; }
    }

    /// <summary>The hash of each signed-in browser.</summary>
    public ICollection<string> Hashes => _rows.Keys;

    public JsonElement Started(string hash) => _rows[hash].Started;

    public void EndAll() => _rows.Clear();

    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (!path.StartsWith(Path, StringComparison.Ordinal))
        {
            await context.Response.WriteAsJsonAsync(
                new
                {
                    authorization = context.Request.Headers.Authorization.ToString(),
                    cookie = context.Request.Headers.Cookie.ToString(),
                }
            );
            return;
        }
        if (context.Request.Headers[GatewayKey.Header] != key.Text)
            context.Response.StatusCode = 401;
        else
            await KeepAsync(context, path.Length > Path.Length ? path[(Path.Length + 1)..] : "");
    }

    async Task KeepAsync(HttpContext context, string rest)
    {
        var request = context.Request;
        var body = request.Method is "POST" or "PUT" ? await request.ReadFromJsonAsync<JsonElement>() : default;
        object? answer;
        lock (_lock)
            (context.Response.StatusCode, answer) = Keep(request.Method, rest, body);
        if (answer is not null)
            await context.Response.WriteAsJsonAsync(answer);
    }

    (int Status, object? Answer) Keep(string method, string rest, JsonElement body)
    {
        if (rest.Length == 0)
        {
            var hash = Base64Url.EncodeToString(body.GetProperty("hash").GetBytesFromBase64());
            _rows[hash] = new() { Started = body, Tokens = body.GetProperty("tokens").GetBytesFromBase64() };
            return (204, null);
        }
        if (!_rows.TryGetValue(rest.Split('/')[0], out var row))
            return (404, null);
        switch (method)
        {
            case "DELETE":
                _rows.TryRemove(rest, out _);
                return (204, null);
            case "PUT":
                row.Tokens = body.GetProperty("tokens").GetBytesFromBase64();
                (row.Version, row.Renewing) = (row.Version + 1, false);
                return (204, null);
            case "POST":
                var claimed = !row.Renewing && row.Version == body.GetProperty("version").GetInt64();
                row.Renewing |= claimed;
                return (200, new { claimed });
            default:
                return (
                    200,
                    new
                    {
                        tokens = row.Tokens,
                        version = row.Version,
                        renewing = row.Renewing,
                    }
                );
        }
    }
}
