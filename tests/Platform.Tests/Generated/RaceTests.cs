using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Testing;
using Xunit;

namespace Platform.Tests.Generated;

/// <summary>
/// Sends each writing operation twice at the same moment, with the same If-Match, Idempotency-Key or body. The answers
/// must be possible for two requests in sequence: a request that is refused when repeated must not succeed twice at
/// once.
/// </summary>
[Collection(GeneratedSuites.Name)]
public sealed class RaceTests(GeneratedFixture platform, ITestOutputHelper output)
{
    readonly ConcurrentQueue<string> _wrong = [];
    readonly ConcurrentDictionary<string, int> _raced = [];

    /// <summary>The last answers, or the failed preparation, of operations without an accepted request.</summary>
    readonly ConcurrentDictionary<string, string> _lost = [];

    /// <summary>
    /// Operations with If-Match that got "*", for the ETag of the record was not found.
    /// </summary>
    readonly ConcurrentDictionary<string, bool> _untagged = [];
    readonly Guid _second = Guid.CreateVersion7();

    /// <summary>Races for each route; 20 with ./platform test --long.</summary>
    static int Races => Environment.GetEnvironmentVariable("PLATFORM_LONG") == "1" ? 20 : 3;

    [Fact]
    public async Task Two_simultaneous_requests_are_answered_as_in_sequence()
    {
        output.WriteLine($"PLATFORM_SEED={platform.Seed}");
        var begun = Stopwatch.StartNew();
        await platform.GrantAsync(_second, "", platform.Ids.Employer);
        var changing = platform.All.Where(o => !o.Reads).ToList();
        await platform.Requests.MakeAsync(changing.Where(o => !platform.Prepared.Has(o)), platform.Able, 1);
        await platform.World.ReadAsync(platform.All, platform.Able);
        var made = begun.Elapsed;
        await Parallel.ForEachAsync(
            changing,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (operation, _) =>
            {
                var won = 0;
                for (var tries = 0; won < Races && tries < 6 * Races; tries++)
                    if (await RaceAsync(operation, tries))
                        won++;
                _raced[operation.ToString()] = won;
            }
        );
        var never = _raced.Where(r => r.Value == 0).Select(r => r.Key).Order().ToList();
        output.WriteLine(
            $"{_raced.Values.Sum()} races over {_raced.Count - never.Count} of {_raced.Count} routes had "
                + $"an accepted request, in {(begun.Elapsed - made).TotalSeconds:0} s after {made.TotalSeconds:0} s"
        );
        await CheckSumsAsync();
        Assert.True(_wrong.IsEmpty, string.Join('\n', _wrong.Take(60)));
        Assert.True(
            never.Count == 0,
            "no request was accepted:\n" + string.Join('\n', never.Select(n => $"{n}: {_lost[n]}"))
        );
        Assert.True(_untagged.IsEmpty, "raced without an ETag: " + string.Join(", ", _untagged.Keys));
    }

    /// <returns>True if one of the two was accepted.</returns>
    async Task<bool> RaceAsync(Operation operation, int number)
    {
        PreparedRequest? prepared;
        try
        {
            prepared = await platform.Prepared.MakeAsync(operation);
        }
        catch (InvalidOperationException e)
        {
            _lost[operation.ToString()] = e.Message;
            return false;
        }
        var request = prepared?.RequestOf(operation) ?? platform.Requests.For(operation);
        var first = prepared?.By is { } by ? platform.As(by, operation.Service) : platform.Able(operation);
        var other = prepared?.By is null ? Other(operation) : first;
        var same = number % 2 == 1;
        var key = same && !operation.TakesVersion ? Guid.NewGuid().ToString() : null;
        var version = operation.TakesVersion ? await VersionAsync(prepared?.Record ?? request.Address, first) : null;
        // With one key both come from the same caller: a double tap.
        var answers = await Task.WhenAll(
            request.SendAsync(first, key, version),
            request.SendAsync(key is null ? other : first, key, version)
        );
        var answered = TimeProvider.System.GetUtcNow();
        foreach (var answer in answers)
        {
            if (answer.Status >= 500)
                Wrong(request, "a server error", answers);
            platform.Requests.Learn(operation, answer);
        }
        if (answers.All(a => a.Status >= 300))
        {
            _lost[operation.ToString()] = string.Join(" | ", answers.Select(a => $"{a.Status} {a.Text}"));
            return false;
        }
        if (key is not null)
            await CheckKeyAsync(request, first, answers, answered);
        else
            await CheckAgainAsync(request, first, version, answers);
        if (operation.TakesVersion && version is null)
            _untagged.TryAdd(operation.ToString(), true);
        return true;
    }

    /// <summary>Two requests with one key are applied once.</summary>
    async Task CheckKeyAsync(Request request, Client client, Answer[] answers, DateTimeOffset answered)
    {
        if (answers[0].Status != answers[1].Status)
            Wrong(request, "one key, two answers", answers);
        else if (
            Result(request.Operation, answers[0]) != Result(request.Operation, answers[1])
            && !await EndedBetweenAsync(request.Operation, client, answers, answered)
        )
            Wrong(request, "one key, applied twice", answers);
    }

    /// <summary>A third request is answered as the first two; a version is changed once.</summary>
    async Task CheckAgainAsync(Request request, Client client, string? version, Answer[] answers)
    {
        var both = answers.All(a => a.Status < 300);
        if (version is null && !both)
            return;
        var again = await request.SendAsync(client, null, version);
        if (version is not null)
        {
            if (answers.Append(again).Where(a => a.Status < 300).Select(a => a.Text).Distinct().Count() > 1)
                Wrong(request, $"changed more than once with the version {version}", [.. answers, again]);
        }
        else if (again.Status is >= 400 and < 500)
            Wrong(request, "both accepted, but the third refused", [.. answers, again]);
    }

    /// <summary>
    /// The answer as text; for a file the id of its import, whose other members change while it runs.
    /// </summary>
    static string Result(Operation operation, Answer answer) =>
        operation.File is not null && WorldBuilder.IsJson(answer) ? answer.Id.ToString() : answer.Text;

    /// <summary>
    /// A service identifies a file by its content until its import has ended, and a small import ends at once: the
    /// second upload may then start a new import. createdAt is the start of the request, which may have waited, so the
    /// test only checks that one import ended before both answers.
    /// </summary>
    static async Task<bool> EndedBetweenAsync(
        Operation operation,
        Client client,
        Answer[] answers,
        DateTimeOffset answered
    )
    {
        if (operation.File is null || !answers.All(WorldBuilder.IsJson))
            return false;
        foreach (var answer in answers)
            if (
                await client.Get($"/{operation.Service}/v1/{operation.LastNoun}/{answer.Id}") is { Status: 200 } import
                && import.Body.TryGetProperty("finishedAt", out var at)
                && at.ValueKind == JsonValueKind.String
                && at.GetDateTimeOffset() <= answered
            )
                return true;
        return false;
    }

    Client Other(Operation operation) =>
        operation is { Self: true, Staffed: false }
            ? platform.Able(operation)
            : platform.As(_second, operation.Service);

    /// <summary>
    /// ETag of the record of the request: of its address, or of a path above.
    /// </summary>
    static async Task<string?> VersionAsync(string address, Client client)
    {
        for (var path = address.Split('?')[0]; path.Count(c => c == '/') > 3; path = path[..path.LastIndexOf('/')])
            if (await client.Get(path) is { Status: 200, ETag: { } tag } found && !IsPage(found))
                return tag;
        return null;
    }

    static bool IsPage(Answer answer) => WorldBuilder.IsJson(answer) && answer.Body.TryGetProperty("items", out _);

    /// <summary>The sequences of events have no gap, and no follower has a waiting event.</summary>
    async Task CheckSumsAsync()
    {
        await Ledger.SettledAsync(platform);
        foreach (var (service, database) in platform.Databases)
        foreach (
            var hole in await database.Query<string>(
                """
                select stream || ' ' || aggregate_id || ': ' || count(*) || ' events up to ' || max(seq)
                from platform.events
                group by stream, aggregate_id having count(*) <> max(seq)
                union all select 'waiting: ' || type || coalesce(': ' || error, '') from platform.waiting
                """
            )
        )
            _wrong.Enqueue($"{service}: {hole}");
    }

    void Wrong(Request request, string why, Answer[] answers) =>
        _wrong.Enqueue(
            $"{request.Operation.Method} {request.Address}: {why}; "
                + $"{string.Join(" | ", answers.Select(a => $"{a.Status} {(a.Text.Length > 200 ? a.Text[..200] : a.Text)}"))}"
                + $"; {request.Body?.ToJsonString()}"
        );
}
