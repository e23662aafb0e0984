using System.Net;
using System.Text.RegularExpressions;

namespace Testing;

/// <summary>
/// A browser: keeps the cookies of each origin, and follows redirects and the provider's forms. Unlike .NET's own
/// container it sends Secure cookies to a loopback address without TLS, as browsers do.
/// </summary>
public sealed class Browser : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    readonly Dictionary<string, Dictionary<string, string>> _cookies = [];

    /// <summary>The Set-Cookie lines of the last answer.</summary>
    public IReadOnlyList<string> SetCookies { get; private set; } = [];

    /// <summary>The cookie of an origin; null: it has none of the name.</summary>
    public string? Cookie(Uri origin, string name) => Jar(origin).GetValueOrDefault(name);

    public IReadOnlyList<string> Names(Uri origin) => [.. Jar(origin).Keys];

    public void SetCookie(Uri origin, string name, string value) => Jar(origin)[name] = value;

    /// <summary>Follows redirects and fills in forms until the browser is sent to this address, without its query.</summary>
    /// <returns>The whole address.</returns>
    public async Task<Uri> FollowAsync(Uri next, Guid person, Uri end, CancellationToken ct)
    {
        for (var step = 0; step < 12; step++)
        {
            var moved = await SendAsync(HttpMethod.Get, next, ct);
            if (moved.StatusCode == HttpStatusCode.OK)
            {
                var page = await moved.Content.ReadAsStringAsync(ct);
                var action = WebUtility.HtmlDecode(Regex.Match(page, "action=\"([^\"]+)\"").Groups[1].Value);
                var prompt = Regex.Match(page, "name=\"prompt\" value=\"([^\"]+)\"").Groups[1].Value;
                moved = await SendAsync(
                    HttpMethod.Post,
                    new Uri(next, action),
                    ct,
                    new FormUrlEncodedContent(
                        new Dictionary<string, string>
                        {
                            ["prompt"] = prompt,
                            ["login"] = person.ToString(),
                            ["password"] = "any",
                        }
                    )
                );
            }
            next = new Uri(
                next,
                moved.Headers.Location
                    ?? throw new InvalidOperationException(
                        $"{moved.StatusCode} without a way on: {await moved.Content.ReadAsStringAsync(ct)}"
                    )
            );
            if (next.GetLeftPart(UriPartial.Path) == end.GetLeftPart(UriPartial.Path))
                return next;
        }
        throw new InvalidOperationException("The sign-in does not end.");
    }

    /// <summary>Signs in at the gateway of a trial as a person who holds a post.</summary>
    public async Task ChooseAsync(Uri gateway, Guid person, CancellationToken ct)
    {
        var people = await FollowAsync(new(gateway, "/auth/sign-in"), person, new(gateway, "/trial/authorize"), ct);
        await FollowAsync(new($"{people}&person={person}"), person, new(gateway, "/"), ct);
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        Uri address,
        CancellationToken ct,
        HttpContent? content = null,
        params IEnumerable<(string Name, string Value)> headers
    )
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        var jar = Jar(address);
        if (jar.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", jar.Select(c => $"{c.Key}={c.Value}")));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        var answer = await _http.SendAsync(request, ct);
        SetCookies = answer.Headers.TryGetValues("Set-Cookie", out var lines) ? [.. lines] : [];
        foreach (var line in SetCookies)
        {
            var (name, value) = line.Split(';')[0].Split('=', 2) switch
            {
                var parts => (parts[0], parts[1]),
            };
            if (value.Length == 0)
                jar.Remove(name);
            else
                jar[name] = value;
        }
        return answer;
    }

    Dictionary<string, string> Jar(Uri origin) =>
        _cookies.TryGetValue(origin.Authority, out var jar) ? jar : _cookies[origin.Authority] = [];

    public void Dispose() => _http.Dispose();
}
