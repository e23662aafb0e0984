using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Testing;
using Xunit;

namespace Platform.Tests.Generated;

/// <summary>
/// Each operation that changes something is sent twice at the same moment, by two callers, with the same precondition:
/// the same If-Match, the same Idempotency-Key, or the same body. Both must be answered as if one had come after the
/// other: what is refused when it is repeated is not done twice at once.
/// </summary>
[Collection(GeneratedSuites.Name)]
public sealed class RaceTests(GeneratedFixture platform, ITestOutputHelper output)
{
    readonly ConcurrentQueue<string> _wrong = [];
    readonly ConcurrentDictionary<string, int> _raced = [];

    /// <summary>What was answered last, or why it could not be asked, where nobody won.</summary>
    readonly ConcurrentDictionary<string, string> _lost = [];

    /// <summary>
    /// Operations that want If-Match and were only ever given "*", for the record's tag was not found.
    /// </summary>
    readonly ConcurrentDictionary<string, bool> _untagged = [];
    readonly Guid _second = Guid.CreateVersion7();

    /// <summary>./platform test --long: twenty races a route.</summary>
    static int Races => Environment.GetEnvironmentVariable("PLATFORM_LONG") == "1" ? 20 : 3;

    [Fact]
    public async Task Two_at_once_are_as_one_after_the_other()
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
                + $"a winner, in {(begun.Elapsed - made).TotalSeconds:0} s after {made.TotalSeconds:0} s"
        );
        await CheckSumsAsync();
        Assert.True(_wrong.IsEmpty, string.Join('\n', _wrong.Take(60)));
        Assert.True(
            never.Count == 0,
            "raced for nothing:\n" + string.Join('\n', never.Select(n => $"{n}: {_lost[n]}"))
        );
        Assert.True(_untagged.IsEmpty, "raced without a tag: " + string.Join(", ", _untagged.Keys));
    }

    /// <returns>Whether one of the two was accepted.</returns>
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
        // One key is one caller's: a double tap.
        var answers = await Task.WhenAll(
            request.SendAsync(first, key, version),
            request.SendAsync(key is null ? other : first, key, version)
        );
        var answered = TimeProvider.System.GetUtcNow();
        foreach (var answer in answers)
        {
            if (answer.Status >= 500)
                Wrong(request, "a fault", answers);
            platform.Requests.Hear(operation, answer);
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

    /// <summary>What was sent twice with one key was done once.</summary>
    async Task CheckKeyAsync(Request request, Client client, Answer[] answers, DateTimeOffset answered)
    {
        if (answers[0].Status != answers[1].Status)
            Wrong(request, "one key, two answers", answers);
        else if (
            Result(request.Operation, answers[0]) != Result(request.Operation, answers[1])
            && !await EndedBetweenAsync(request.Operation, client, answers, answered)
        )
            Wrong(request, "one key, done twice", answers);
    }

    /// <summary>What is sent once more is answered as the two were; a version is changed once.</summary>
    async Task CheckAgainAsync(Request request, Client client, string? version, Answer[] answers)
    {
        var both = answers.All(a => a.Status < 300);
        if (version is null && !both)
            return;
        var again = await request.SendAsync(client, null, version);
        if (version is not null)
        {
            if (answers.Append(again).Where(a => a.Status < 300).Select(a => a.Text).Distinct().Count() > 1)
                Wrong(request, $"changed more than once for the version {version}", [.. answers, again]);
        }
        else if (again.Status is >= 400 and < 500)
            Wrong(request, "both done, and refused the third time", [.. answers, again]);
    }

    /// <summary>
    /// What was done: the answer; of a file, which is known by its content, the import that it became, for that goes on
    /// by itself.
    /// </summary>
    static string Result(Operation operation, Answer answer) =>
        operation.File is not null && WorldBuilder.IsJson(answer) ? answer.Id.ToString() : answer.Text;

    /// <summary>
    /// A file is known by its content until its import has ended, and one of a line or two ends at once: it may be sent
    /// anew then. createdAt is when a request began, which may have waited since: that the earlier import ended before
    /// both were answered is all that is seen from here.
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
    /// The tag of the record that the request is about: of its own address, or of what it lies below.
    /// </summary>
    static async Task<string?> VersionAsync(string address, Client client)
    {
        for (var path = address.Split('?')[0]; path.Count(c => c == '/') > 3; path = path[..path.LastIndexOf('/')])
            if (await client.Get(path) is { Status: 200, ETag: { } tag } found && !IsPage(found))
                return tag;
        return null;
    }

    static bool IsPage(Answer answer) => WorldBuilder.IsJson(answer) && answer.Body.TryGetProperty("items", out _);

    /// <summary>No event is missing between two of an aggregate, and nobody who follows waits for one.</summary>
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
