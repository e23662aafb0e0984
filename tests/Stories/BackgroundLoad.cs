using System.Net.Http.Headers;
using System.Net.Http.Json;
using Contracts.Organizations.V1;

namespace Stories;

/// <summary>
/// Calls of the people of a finished story at a constant rate: visits, registrations, appointments, classes and reads,
/// in all four services. A call is sent once: any answer but a success is a failure.
/// </summary>
public sealed class BackgroundLoad : IDisposable
{
    const int Helpers = 8;
    readonly HttpClient _http;
    readonly PlatformClient _client;
    readonly TimeProvider _clock;
    readonly StoryIds _ids;
    readonly People _people;
    readonly List<Helper> _helpers = [];
    readonly List<string> _failures = [];
    readonly List<double> _took = [];
    Guid _county,
        _community;
    int _visits,
        _events;

    BackgroundLoad(Uri gateway, PlatformClient client, StoryRun run, long seed, TimeProvider clock)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null })
        {
            BaseAddress = gateway,
            Timeout = TimeSpan.FromSeconds(30),
        };
        (_client, _ids, _people, _clock) = (client, run.Story.Ids, new People(seed + 1), clock);
    }

    /// <summary>The household that the story visits once, and each visit of this load once more.</summary>
    public Guid Household => _ids.Household;

    /// <summary>Number of visits answered with success.</summary>
    public int Visits => _visits;

    /// <summary>Number of successful calls that publish an event, one each.</summary>
    public int Events => _events;

    /// <summary>Number of calls that have ended, with success or failure.</summary>
    public int Calls
    {
        get
        {
            lock (_took)
                return _took.Count;
        }
    }

    /// <summary>One line for each failed call: time, method, address and error.</summary>
    public IReadOnlyList<string> Failures
    {
        get
        {
            lock (_failures)
                return [.. _failures];
        }
    }

    /// <summary>Duration of the longest call after the first <paramref name="calls"/>, in milliseconds.</summary>
    public double LongestSince(int calls)
    {
        lock (_took)
            return _took.Skip(calls).DefaultIfEmpty().Max();
    }

    /// <summary>
    /// Loads the divisions and runs the story whose people make the calls, on a platform that has an administrator and
    /// nothing else.
    /// </summary>
    public static async Task<BackgroundLoad> PrepareAsync(Uri gateway, long seed, TimeProvider clock)
    {
        PlatformClient client = new(gateway, seed + 1, clock);
        await new Divisions(client, TextWriter.Null, clock).LoadShippedAsync();
        using StoryRun run = new(gateway, seed, clock);
        await run.RunAsync();
        BackgroundLoad load = new(gateway, client, run, seed, clock);
        (load._county, load._community) = (
            await client.DivisionAsync(FromVisitToJob.County),
            await client.DivisionAsync(FromVisitToJob.Community)
        );
        for (var i = 0; i < Helpers; i++)
            load._helpers.Add(new(await client.RegisterAsync(load._ids.Officer, load._people.Woman(1990))));
        foreach (
            var who in new[]
            {
                load._ids.Officer,
                load._ids.Member,
                load._ids.Planner,
                load._ids.Adviser,
                load._ids.Mother,
            }
        )
            await client.TokenAsync(who);
        return load;
    }

    /// <summary>95th percentile of the durations after the first <paramref name="calls"/>, in milliseconds.</summary>
    public double P95Since(int calls)
    {
        lock (_took)
        {
            var sorted = _took.Skip(calls).Order().ToList();
            return sorted.Count == 0 ? 0 : sorted[sorted.Count * 95 / 100];
        }
    }

    /// <summary>
    /// Sends calls until cancelled, and returns when the last one is answered. A call starts at its time even if
    /// earlier ones are unanswered.
    /// </summary>
    public Task WorkAsync(double perSecond, CancellationToken until) => EvenlyAsync(perSecond, DoAsync, until);

    /// <summary>As <see cref="WorkAsync"/>, with visits only: each writes in Census.</summary>
    public Task VisitAsync(double perSecond, CancellationToken until) => EvenlyAsync(perSecond, VisitAsync, until);

    async Task EvenlyAsync(double perSecond, Func<int, Task> work, CancellationToken until)
    {
        var begun = _clock.GetTimestamp();
        List<Task> calls = [];
        for (var number = 0; !until.IsCancellationRequested; number++)
        {
            var wait = TimeSpan.FromSeconds(number / perSecond) - _clock.GetElapsedTime(begun);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, _clock, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            calls.Add(work(number));
            calls.RemoveAll(c => c.IsCompletedSuccessfully);
        }
        await Task.WhenAll(calls);
    }

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
    }

    Task DoAsync(int number) =>
        (number % 10) switch
        {
            0 or 5 => VisitAsync(number),
            1 => GetAsync(_ids.Member, $"/census/v1/households/{_ids.Household}"),
            2 => EventAsync(
                _ids.Adviser,
                "/jobs/v1/employers",
                new
                {
                    creditCode = _people.CreditCode(),
                    name = $"黄龙县家政服务部{number}",
                    divisionId = _county,
                }
            ),
            3 => GetAsync(_ids.Officer, $"/organizations/v1/people/{_ids.Adviser}/points"),
            4 => PostAsync(_ids.Planner, "/training/v1/classes", Class(number)),
            6 => GetAsync(_ids.Planner, "/training/v1/learners?state=waiting"),
            7 => AppointAsync(_helpers[number / 10 % Helpers]),
            8 => GetAsync(_ids.Mother, "/jobs/v1/me/profile"),
            _ => GetAsync(_ids.Member, $"/census/v1/needs/{_ids.Need}"),
        };

    async Task VisitAsync(int number)
    {
        var body = new
        {
            householdId = _ids.Household,
            kind = "call",
            visitedAt = _clock.GetUtcNow().AddMinutes(-1),
            diary = $"第{number}次电话回访",
        };
        if (await EventAsync(_ids.Member, "/census/v1/visits", body) is not null)
            Interlocked.Increment(ref _visits);
    }

    /// <summary>Appoints a helper, or ends the helper's present appointment.</summary>
    async Task AppointAsync(Helper helper)
    {
        if (Interlocked.Exchange(ref helper.Busy, 1) == 1)
            return;
        var answer = helper.Appointment is { } appointment
            ? await EventAsync(_ids.Officer, $"/organizations/v1/appointments/{appointment}/end", new { }, "\"v1\"")
            : await EventAsync(
                _ids.Officer,
                "/organizations/v1/appointments",
                new
                {
                    personId = helper.Id,
                    post = Post.Volunteer,
                    divisionId = _community,
                }
            );
        // A failed call may have been applied: the helper stays busy and is not used again.
        if (answer is null)
            return;
        helper.Appointment = helper.Appointment is null ? answer.Id : null;
        helper.Busy = 0;
    }

    object Class(int number)
    {
        var today = DateOnly.FromDateTime(_clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);
        return new
        {
            course = "domestic-service",
            divisionId = _county,
            name = $"家政服务班{number}",
            startsOn = today,
            endsOn = today,
            capacity = 20,
            passMark = 60,
            attendanceRequired = 0.8,
            lessons = new[] { StoryCalls.Lesson(today, "09:00", "10:30") },
        };
    }

    async Task<Answer?> EventAsync(Guid who, string path, object body, string? etag = null)
    {
        var answer = await PostAsync(who, path, body, etag);
        if (answer is not null)
            Interlocked.Increment(ref _events);
        return answer;
    }

    Task<Answer?> GetAsync(Guid who, string path) => CallAsync(new HttpRequestMessage(HttpMethod.Get, path), who);

    Task<Answer?> PostAsync(Guid who, string path, object body, string? etag = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body),
            Headers = { { "Idempotency-Key", $"work-{Guid.NewGuid():N}" } },
        };
        if (etag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        return CallAsync(request, who);
    }

    async Task<Answer?> CallAsync(HttpRequestMessage request, Guid who)
    {
        var begun = _clock.GetTimestamp();
        string trouble;
        try
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _client.TokenAsync(who));
            using var response = await _http.SendAsync(request);
            Answer answer = new(
                response.StatusCode,
                await response.Content.ReadAsStringAsync(),
                null,
                null,
                $"{request.Method} {request.RequestUri}"
            );
            if (answer.IsSuccess)
                return answer;
            trouble = $"{(int)answer.Status} {answer.Text}";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            trouble = $"{e.GetType().Name}: {e.GetBaseException().Message}";
        }
        finally
        {
            lock (_took)
                _took.Add(_clock.GetElapsedTime(begun).TotalMilliseconds);
            request.Dispose();
        }
        lock (_failures)
            _failures.Add($"{_clock.GetUtcNow():HH:mm:ss.fff} {request.Method} {request.RequestUri}: {trouble}");
        return null;
    }

    sealed class Helper(Guid id)
    {
        public Guid Id => id;
        public Guid? Appointment { get; set; }
        public int Busy;
    }
}
