using System.Net;
using Testing;
using Xunit;

namespace Platform.Tests.Generated;

/// <summary>
/// Each operation that changes something is sent twice at the same moment, by two callers, with the same precondition: the same If-Match, the same Idempotency-Key, or the same body. Both
/// must be answered as if one had come after the other: what is refused when it is repeated is not done twice at once.
/// </summary>
[Collection(GeneratedSuites.Name)]
public sealed class RaceTests(GeneratedFixture platform, ITestOutputHelper output)
{
    readonly List<string> _wrong = [];
    readonly Dictionary<string, int> _raced = [];
    readonly Guid _second = Guid.CreateVersion7();

    /// <summary>./platform test --long: twenty races a route.</summary>
    static int Races => Environment.GetEnvironmentVariable("PLATFORM_LONG") == "1" ? 20 : 3;

    [Fact]
    public async Task Two_at_once_are_as_one_after_the_other()
    {
        output.WriteLine($"PLATFORM_SEED={platform.Seed}");
        var begun = System.Diagnostics.Stopwatch.StartNew();
        await platform.GrantAsync(_second, "", platform.Cast.Employer);
        await platform.Requests.MakeAsync(platform.All, platform.Able, 1);
        await platform.World.ReadAsync(platform.All, platform.Able);
        foreach (var operation in platform.All.Where(o => !o.Reads))
        {
            var won = 0;
            for (var tries = 0; won < Races && tries < 3 * Races; tries++)
                if (await RaceAsync(operation, tries))
                    won++;
            _raced[operation.ToString()] = won;
        }
        output.WriteLine(
            $"{_raced.Values.Sum()} races over {_raced.Count(r => r.Value > 0)} of {_raced.Count} routes had a winner, in {begun.Elapsed.TotalSeconds:0} s; without one: {string.Join(", ", _raced.Where(r => r.Value == 0).Select(r => r.Key))}"
        );
        await CheckSumsAsync();
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong.Take(60)));
        Assert.True(_raced.Count(r => r.Value > 0) * 5 > _raced.Count * 2, "most routes were raced for nothing");
    }

    /// <returns>Whether one of the two was accepted.</returns>
    async Task<bool> RaceAsync(Operation operation, int number)
    {
        var request = platform.Requests.For(operation);
        var (first, other) = (platform.Able(operation), Other(operation));
        var same = number % 2 == 1;
        var key = same && !operation.TakesVersion ? Guid.NewGuid().ToString() : null;
        var version = operation.TakesVersion ? await VersionAsync(request, first) : null;
        // One key is one caller's: she taps twice.
        var answers = await Task.WhenAll(
            request.SendAsync(first, key, version),
            request.SendAsync(key is null ? other : first, key, version)
        );
        foreach (var answer in answers)
        {
            if (answer.Status >= 500)
                Wrong(request, "a fault", answers);
            platform.Requests.Hear(operation, answer);
        }
        var done = answers.Count(a => a.Status is >= 200 and < 300);
        if (key is not null && answers[0].Status != answers[1].Status)
            Wrong(request, "one key, two answers", answers);
        if (
            key is not null
            && done == 2
            && Result(operation, answers[0]) != Result(operation, answers[1])
            && !await EndedBetweenAsync(operation, first, answers)
        )
            Wrong(request, "one key, done twice", answers);
        if (done == 2 && key is null)
        {
            var again = await request.SendAsync(first, null, version);
            if (version is not null && again.Status == (int)HttpStatusCode.PreconditionFailed)
                Wrong(request, $"both changed the version {version}", answers);
            else if (again.Status is >= 400 and < 500)
                Wrong(request, $"both done, and refused the third time: {again.Status} {again.Text}", answers);
        }
        return done > 0;
    }

    /// <summary>What was done: the answer; of a file, which is known by its content, the import that it became, for that goes on by itself.</summary>
    static string Result(Operation operation, Answer answer) =>
        operation.File is not null && Growth.IsJson(answer) ? answer.Id.ToString() : answer.Text;

    /// <summary>A file is known by its content until its import has ended, and one of a line or two ends at once: it may be sent anew then.</summary>
    static async Task<bool> EndedBetweenAsync(Operation operation, Client client, Answer[] answers)
    {
        if (
            operation.File is null
            || !answers.All(Growth.IsJson)
            || !answers[0].Body.TryGetProperty("createdAt", out _)
        )
            return false;
        var (earlier, later) =
            When(answers[0]) < When(answers[1]) ? (answers[0], answers[1]) : (answers[1], answers[0]);
        var ended = await client.Get($"{operation.Template}/{earlier.Id}");
        return ended.Status == 200
            && ended.Body.TryGetProperty("finishedAt", out var at)
            && at.ValueKind == System.Text.Json.JsonValueKind.String
            && at.GetDateTimeOffset() <= When(later);

        static DateTimeOffset When(Answer answer) => answer["createdAt"].GetDateTimeOffset();
    }

    Client Other(Operation operation) =>
        operation is { Self: true, Staffed: false }
            ? platform.Able(operation)
            : platform.As(_second, operation.Service);

    /// <summary>The tag of the record that the request is about: of its own address, or of what it lies below.</summary>
    async Task<string?> VersionAsync(Request request, Client client)
    {
        for (
            var path = request.Address.Split('?')[0];
            path.Count(c => c == '/') > 3;
            path = path[..path.LastIndexOf('/')]
        )
            if (await client.Get(path) is { Status: 200, ETag: { } tag })
                return tag;
        return null;
    }

    /// <summary>No event is missing between two of an aggregate, and nobody who follows waits for one.</summary>
    async Task CheckSumsAsync()
    {
        await Ledger.SettledAsync(platform);
        foreach (var (service, database) in platform.Databases)
        foreach (
            var hole in await database.Query<string>(
                """
                select stream || ' ' || aggregate_id || ': ' || count(*) || ' events up to ' || max(seq) from platform.events
                group by stream, aggregate_id having count(*) <> max(seq)
                union all select 'waiting: ' || type || coalesce(': ' || error, '') from platform.waiting
                """
            )
        )
            _wrong.Add($"{service}: {hole}");
    }

    void Wrong(Request request, string why, Answer[] answers) =>
        _wrong.Add(
            $"{request.Operation.Method} {request.Address}: {why}; {string.Join(" | ", answers.Select(a => $"{a.Status} {(a.Text.Length > 200 ? a.Text[..200] : a.Text)}"))}; {request.Body?.ToJsonString()}"
        );
}
