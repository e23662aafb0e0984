using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Testing;
using Xunit;

namespace Platform.Tests.Generated;

/// <summary>
/// Sends malformed and unusual values for each input of each operation. No answer is 5xx; a 400 has a code and points
/// at the input; a refused request commits nothing; no caller sees or changes records of another county; and the events
/// of accepted requests are applied by all followers.
/// </summary>
[Collection(GeneratedSuites.Name)]
public sealed class HostileTests(GeneratedFixture platform, ITestOutputHelper output)
{
    /// <summary>General codes that must point at a member.</summary>
    static readonly string[] Vague = ["PLT-0001", "PLT-0002"];

    readonly ConcurrentQueue<(string Kind, string What)> _wrong = new();
    readonly ConcurrentDictionary<string, int> _statuses = new();
    readonly ConcurrentDictionary<string, byte> _accepted = new();
    int _sent;

    /// <summary>Number of requests; ten times as many with ./platform test --long.</summary>
    static int Many => Environment.GetEnvironmentVariable("PLATFORM_LONG") == "1" ? 100_000 : 10_000;

    [Fact]
    public async Task Mutated_requests_cause_no_fault_leak_or_partial_commit()
    {
        output.WriteLine($"PLATFORM_SEED={platform.Seed}");
        var begun = Stopwatch.StartNew();
        await platform.Requests.MakeAsync(platform.All, platform.Able, 2);
        await platform.World.ReadAsync(platform.All, platform.Able);
        await KeepPreparedAsync();
        var callers = await new Callers(platform).MakeAsync();
        await Ledger.SettledAsync(platform);
        var recorder = new WriteRecorder(platform);
        await recorder.InstallAsync();
        var said = platform.Log.Length;
        var chance = new Random(platform.Seed);
        var locations = platform.All.SelectMany(Mutation.Locations).ToArray();
        // With fewer requests than locations the seed chooses the locations; else each gets as many.
        chance.Shuffle(locations);
        var work = Enumerable
            .Range(0, Many)
            .Select(i => (Location: locations[i % locations.Length], Seed: chance.Next()))
            .ToArray();
        var made = begun.Elapsed;
        await Parallel.ForEachAsync(
            work,
            new ParallelOptions { MaxDegreeOfParallelism = 2 * Environment.ProcessorCount + 2 },
            async (w, _) => await TryAsync(w.Location, callers, new Random(w.Seed))
        );
        output.WriteLine(
            $"{_sent} inputs at {locations.Length} locations in {(begun.Elapsed - made).TotalSeconds:0} s after "
                + $"{made.TotalSeconds:0} s: "
                + $"{string.Join(", ", _statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} x {s.Key}"))}"
        );
        // Each committed write of a caller must belong to an accepted request.
        foreach (var commit in await recorder.TakeAsync())
            if (!commit.Traces.Any(_accepted.ContainsKey))
                _wrong.Enqueue(
                    (
                        "refused, but committed a write",
                        $"{commit.Service}: {commit.Action} ({commit.Purpose}) wrote {commit.Relations}"
                    )
                );
        await LookAfterAsync(platform.Log[said..]);
        Assert.True(
            _wrong.IsEmpty,
            string.Join(
                '\n',
                _wrong
                    .GroupBy(w => w.Kind)
                    .Select(g =>
                        $"{g.Key}: {g.Count()}\n  {string.Join("\n  ", g.Select(w => w.What).Order().Take(8))}"
                    )
            )
        );
    }

    /// <summary>Uses prepared requests as base, so that a mutation reaches the rules behind the validation.</summary>
    Task KeepPreparedAsync() =>
        Parallel.ForEachAsync(
            platform.All.Where(platform.Prepared.Has),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (operation, _) =>
            {
                if (await platform.Prepared.MakeAsync(operation) is { By: null } prepared)
                    platform.Requests.Keep(prepared.RequestOf(operation));
            }
        );

    async Task TryAsync(InputLocation location, IReadOnlyList<Caller> callers, Random chance)
    {
        // 7 of 8 requests come from callers with access, whose input is validated.
        var caller = callers[
            chance.Next(8) switch
            {
                < 4 => 0,
                < 7 => 1,
                _ => 2,
            }
        ];
        var valid = caller.Requests.For(location.Operation);
        var mutation = new Mutation(location, valid, Pick(location, valid, caller, chance));
        Interlocked.Increment(ref _sent);
        var trace = Guid.NewGuid().ToString("N");
        Answer answer;
        try
        {
            answer = await mutation.SendAsync(caller.Client(location.Operation), trace);
            // Repeats once after a lock time-out.
            if (answer.Status == 503)
                answer = await mutation.SendAsync(caller.Client(location.Operation), trace);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The server may close the connection if the request head is far too long.
            if (mutation.Sent.Length < 5_000)
                Wrong(mutation, caller, null, $"no answer: {e.GetBaseException().Message}");
            return;
        }
        _statuses.AddOrUpdate(answer.Status.ToString(CultureInfo.InvariantCulture), 1, (_, n) => n + 1);
        if (answer.Status is < 400)
        {
            _accepted[trace] = 1;
            if (mutation.MutatedKey is { } key)
                _accepted[key] = 1;
        }
        if (answer.Status >= 500)
            Wrong(mutation, caller, answer, "a server error");
        else if (answer.Status >= 400)
            await CheckRefusalAsync(mutation, caller, answer);
        foreach (var hidden in caller.Hidden)
            if (
                answer.Text.Contains(hidden, StringComparison.Ordinal)
                && !mutation.Sent.Contains(hidden, StringComparison.Ordinal)
                && !valid.Address.Contains(hidden, StringComparison.Ordinal)
            )
                Wrong(mutation, caller, answer, $"shows data of another county [{hidden}]");
    }

    async Task CheckRefusalAsync(Mutation mutation, Caller caller, Answer answer)
    {
        JsonElement body;
        try
        {
            body = answer.Body;
            answer.Refused(answer.Status, body.GetProperty("code").GetString()!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Kestrel refuses a path with a NUL before our code, without a body.
            if (mutation.Location.In != "path" || !mutation.Sent.Contains("%00", StringComparison.Ordinal))
                Wrong(mutation, caller, answer, "no problem with a code");
            return;
        }
        if (answer.Text.Length > 100_000)
            Wrong(mutation, caller, answer, "a problem of more than 100,000 characters");
        if (
            answer.Status != 400
            || !Vague.Contains(body.GetProperty("code").GetString())
            || mutation.Location is { Pointer: "" }
            // An empty path segment leads to another route.
            || mutation is { Location.In: "path", Sent: "" }
        )
            return;
        var pointers = answer.Pointers;
        if (answer.Errors.Any(e => PointerRules.Accept(mutation, e.Pointer, e.Code)))
            return;
        // The valid request, or one with an unknown id, may have been refused for the same reason.
        List<Mutation> others = [mutation.Unmutated];
        if (mutation.Location is { In: "path", Member.Kind: Kind.Id })
            others.Add(mutation with { Sent = Guid.CreateVersion7().ToString() });
        foreach (var other in others)
        {
            var trace = Guid.NewGuid().ToString("N");
            var plain = await other.SendAsync(caller.Client(mutation.Location.Operation), trace);
            _accepted[trace] = 1;
            if (plain.Status != 400 || pointers.Count == 0)
                continue;
            if (!pointers.Except(plain.Pointers).Any())
                return;
            // The mutation may have repaired the earlier error, so that a later rule refuses it.
            if (plain.Errors.Any(e => PointerRules.Accept(mutation, e.Pointer, e.Code)))
                return;
        }
        Wrong(mutation, caller, answer, $"points at [{string.Join(", ", pointers)}]");
    }

    /// <summary>Checks logs and parked events at the end.</summary>
    async Task LookAfterAsync(string log)
    {
        foreach (var line in log.Split('\n').Where(l => l.Contains("unhandled", StringComparison.OrdinalIgnoreCase)))
            _wrong.Enqueue(("log", Shown(line, 300)));
        await Ledger.SettledAsync(platform);
        foreach (var (service, database) in platform.Databases)
        foreach (
            var parked in await database.Query<string>(
                "select left(type || ': ' || error, 200) from platform.waiting where parked_at is not null"
            )
        )
            _wrong.Enqueue(("parked", $"{service}: {parked}"));
    }

    static string Pick(InputLocation location, Request valid, Caller caller, Random chance)
    {
        if (location.In == "header")
        {
            var value = Any(Inputs.ForHeader().ToList(), chance);
            return location.Pointer.Length > 0 ? value : $"{Any(Inputs.AnyHeaders, chance)}:{value}";
        }
        if (location is { In: "body", Pointer: "" })
            return Any(Inputs.Bodies, chance);
        var member = location.Member;
        var all = Inputs
            .For(member, member.Kind == Kind.Id ? Others(location, caller, chance) : [], Element(location, valid))
            .ToList();
        if (location.In == "body")
            return Any(all, chance).Json;
        return Any([.. all.Where(i => i.IsShort)], chance).Url;
    }

    /// <summary>
    /// Ids that are invalid in the location: of records of another county, and of another kind.
    /// </summary>
    static IReadOnlyList<string> Others(InputLocation location, Caller caller, Random chance)
    {
        var noun =
            location.In == "path"
                ? location.Operation.Noun(location.Member)
                : caller.Foreign.NounOf(location.Member.Name);
        var foreign = caller.Foreign.Ids(noun);
        var kinds = caller.Own.Known.Where(k => k != noun).ToList();
        List<string> others = foreign.Count > 0 ? [Any(foreign, chance), Any(foreign, chance)] : [];
        if (kinds.Count > 0)
            others.Add(Any(caller.Own.Ids(Any(kinds, chance)), chance));
        return others;
    }

    static string Element(InputLocation location, Request valid)
    {
        var at = valid.Body;
        foreach (var step in location.In == "body" ? location.Pointer.Split('/')[1..] : [])
            at =
                at is System.Text.Json.Nodes.JsonArray a ? a.FirstOrDefault()
                : at is System.Text.Json.Nodes.JsonObject o ? o[step]
                : null;
        return (at as System.Text.Json.Nodes.JsonArray)?.FirstOrDefault()?.ToJsonString() ?? "0";
    }

    static T Any<T>(IReadOnlyList<T> of, Random chance) => of[chance.Next(of.Count)];

    void Wrong(Mutation mutation, Caller caller, Answer? answer, string why) =>
        _wrong.Enqueue(
            (
                why.Split('[')[0],
                $"{mutation.Location} as {caller.Name}: {why}; sent {Shown(mutation.Sent, 60)}; {answer?.Status} "
                    + $"{Shown(answer?.Text ?? "", 400)}"
            )
        );

    static string Shown(string text, int longest)
    {
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, longest)))
            if (c is >= ' ' and <= '~' or (>= '\u4e00' and <= '\u9fff'))
                shown.Append(c);
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        return text.Length > longest ? $"{shown}... ({text.Length})" : shown.ToString();
    }
}
