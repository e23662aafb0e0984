using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stories;

/// <summary>
/// Calls the gateway. All requests belong to one trace. A call that was refused, broke off or got 502, 503, 504 or 429
/// is repeated with the same Idempotency-Key, as by the application on a phone. The key is made of run, step and number
/// of the POST.
/// </summary>
public sealed class PlatformClient : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90),
        OneTry = TimeSpan.FromSeconds(15);
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    readonly HttpClient _http;
    readonly TimeProvider _clock;
    readonly string _run;
    readonly Random _spans;
    readonly Dictionary<Guid, string> _tokens = [];
    int _step,
        _posts;

    public PlatformClient(Uri gateway, long seed, TimeProvider clock)
    {
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                ActivityHeadersPropagator = null,
                ConnectTimeout = TimeSpan.FromSeconds(5),
            }
        )
        {
            BaseAddress = gateway,
            Timeout = OneTry,
        };
        (_clock, _run) = (clock, seed.ToString("x16", CultureInfo.InvariantCulture));
        _spans = new Random(unchecked((int)(seed ^ (seed >> 32))));
        TraceId = $"{_run}{unchecked(seed * 0x5DEECE66DL + 11):x16}";
    }

    /// <summary>Trace id of all requests of this client.</summary>
    public string TraceId { get; }

    /// <summary>Number of repeated calls.</summary>
    public int Retries { get; private set; }

    /// <summary>Number of answers replayed from an earlier try, whose reply was lost.</summary>
    public int Replays { get; private set; }

    /// <summary>
    /// Called before each call is sent, with the step and the number of the POST in it (0 for other calls).
    /// </summary>
    public Action<int, int>? Sending { get; set; }

    /// <summary>
    /// Called after each answer; true drops the answer, as if the reply were lost.
    /// </summary>
    public Func<int, int, bool>? Losing { get; set; }

    /// <summary>Called for each answered call, with the duration of the last try.</summary>
    public Action<int, int, TimeSpan>? Answered { get; set; }

    public void Begin(int step) => (_step, _posts) = (step, 0);

    public Task<Answer> GetAsync(Guid? subject, string path, string accept = "application/json") =>
        CallAsync(HttpMethod.Get, subject, path, null, accept, null, 0);

    public Task<Answer> PostAsync(Guid? subject, string path, object body, string? etag = null)
    {
        var number = ++_posts;
        return CallAsync(
            HttpMethod.Post,
            subject,
            path,
            JsonSerializer.SerializeToUtf8Bytes(body, Json),
            "application/json",
            etag,
            number
        );
    }

    public Task<Answer> PutAsync(Guid? subject, string path, object body, string etag) =>
        CallAsync(
            HttpMethod.Put,
            subject,
            path,
            JsonSerializer.SerializeToUtf8Bytes(body, Json),
            "application/json",
            etag,
            0
        );

    /// <summary>Uploads a table as CSV, without a key: the service identifies a file by its content.</summary>
    public Task<Answer> UploadAsync(Guid subject, string path, byte[] csv) =>
        CallAsync(HttpMethod.Post, subject, path, csv, "application/json", null, 0, "text/csv; charset=utf-8");

    /// <summary>Repeats a call until its answer is as wanted, for effects of events in other services.</summary>
    /// <exception cref="StoryException">The answer is not as wanted after 90 s.</exception>
    public async Task<Answer> EventuallyAsync(string what, Func<Task<Answer>> ask, Func<Answer, bool> wanted)
    {
        var begun = _clock.GetTimestamp();
        for (var pause = 25; ; pause = Math.Min(pause * 2, 250))
        {
            var answer = await ask();
            if (wanted(answer))
                return answer;
            if (_clock.GetElapsedTime(begun) > Patience)
                throw new StoryException(
                    $"{what}: not so after {Patience.TotalSeconds} s. {answer.Call} answered "
                        + $"{(int)answer.Status}: {answer.Text}"
                );
            await Task.Delay(pause);
        }
    }

    public void Dispose() => _http.Dispose();

    async Task<Answer> CallAsync(
        HttpMethod method,
        Guid? subject,
        string path,
        byte[]? body,
        string accept,
        string? etag,
        int number,
        string type = "application/json"
    )
    {
        var begun = _clock.GetTimestamp();
        for (var pause = 25; ; pause = Math.Min(pause * 2, 400))
        {
            string trouble;
            try
            {
                var token = subject is { } who ? await TokenAsync(who) : null;
                using var request = Request(method, path, token, accept);
                if (body is not null)
                    request.Content = new ByteArrayContent(body)
                    {
                        Headers = { ContentType = MediaTypeHeaderValue.Parse(type) },
                    };
                if (number > 0)
                    request.Headers.Add("Idempotency-Key", $"story-{_run}-{_step}-{number}");
                if (etag is not null)
                    request.Headers.TryAddWithoutValidation("If-Match", etag);
                Sending?.Invoke(_step, number);
                var sent = _clock.GetTimestamp();
                var answer = await SendAsync(request);
                if (Losing?.Invoke(_step, number) is true)
                    throw new IOException("The answer was lost.");
                if (
                    answer.Status
                    is not (
                        HttpStatusCode.BadGateway
                        or HttpStatusCode.ServiceUnavailable
                        or HttpStatusCode.GatewayTimeout
                        or HttpStatusCode.TooManyRequests
                    )
                )
                {
                    Answered?.Invoke(_step, number, _clock.GetElapsedTime(sent));
                    return answer;
                }
                trouble = $"{(int)answer.Status} {answer.Text}";
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                trouble = e.Message;
            }
            if (_clock.GetElapsedTime(begun) > Patience)
                throw new StoryException($"{method} {path}: no answer after {Patience.TotalSeconds} s. {trouble}");
            Retries++;
            await Task.Delay(pause);
        }
    }

    /// <summary>Signs in by /dev/token of Development; the token has the form of an identity provider's.</summary>
    internal async Task<string> TokenAsync(Guid subject)
    {
        if (_tokens.TryGetValue(subject, out var known))
            return known;
        using var request = Request(HttpMethod.Post, "/dev/token", null, "application/json");
        request.Content = new StringContent(
            JsonSerializer.Serialize(new { subject }),
            Encoding.UTF8,
            "application/json"
        );
        var answer = await SendAsync(request);
        if (!answer.IsSuccess)
            throw (int)answer.Status is >= 502 or 429
                ? new HttpRequestException($"/dev/token: {(int)answer.Status}")
                : new StoryException($"/dev/token answered {(int)answer.Status}: {answer.Text}");
        return _tokens[subject] = answer["access_token"].GetString()!;
    }

    HttpRequestMessage Request(HttpMethod method, string path, string? token, string accept)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation(
            "traceparent",
            $"00-{TraceId}-{_spans.NextInt64(1, long.MaxValue):x16}-01"
        );
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var answer = new Answer(
            response.StatusCode,
            text,
            response.Headers.ETag?.ToString(),
            response.Content.Headers.ContentType?.MediaType,
            $"{request.Method} {request.RequestUri}"
        );
        if (response.Headers.Contains("Idempotency-Replayed"))
            Replays++;
        if (response.StatusCode == HttpStatusCode.InternalServerError)
            throw new StoryException($"{answer.Call} answered 500: {text}");
        return answer;
    }
}
