using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Platform.Tests.Generated;

/// <summary>
/// No answer of any route, export or stored answer contains data outside the areas of the caller's posts, and every
/// caller that covers an area sees all of it.
/// </summary>
public sealed class ForeignTests(PlatformFixture platform, ITestOutputHelper output)
{
    static readonly bool Long = Environment.GetEnvironmentVariable("PLATFORM_LONG") == "1";
    readonly ConcurrentDictionary<string, string> _wrong = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<
        (Operation Route, Area Area, string Kinds),
        ConcurrentDictionary<Visitor, HashSet<Guid>>
    > _lists = [];
    IReadOnlyList<Operation> _routes = [];
    int _requests,
        _granted;

    [Fact]
    public async Task Callers_see_all_of_their_areas_and_nothing_of_other_areas()
    {
        var begun = Stopwatch.StartNew();
        var seed = Environment.GetEnvironmentVariable("PLATFORM_SEED") is { } given
            ? int.Parse(given, null)
            : Environment.TickCount;
        output.WriteLine($"PLATFORM_SEED={seed}");
        var chance = new Random(seed);
        using var client = new DirectClient(platform);
        var routes = (await Operations.ReadAsync(platform)).Where(o => o.Reads).ToList();
        _routes = routes;
        var country = new Country(platform, client, chance);
        await country.MakeAreasAsync();
        var made = client.Completed.ToList();
        await country.MakeVisitorsAsync(Long ? 150 : 36);
        output.WriteLine($"made in {begun.Elapsed.TotalSeconds:0} s");

        var paths = new Paths(platform, client, await Paths.EmpowerAsync(platform));
        List<Question> questions = [];
        foreach (var route in routes)
        foreach (var area in route.Path.Count == 0 ? country.Areas.Take(1) : country.Areas)
        {
            var all = await paths.OfAsync(route, area.Rows, area.Data.Top, area.Data.Member, Long ? 6 : 1);
            questions.AddRange(all.Select(p => new Question(route, p.Path, area, p.Row)));
        }
        // Only its sender and callers who cover all of its areas may see a file of several areas.
        if (routes.Any(r => r.Template == "/organizations/v1/people-imports"))
            foreach (var route in routes)
            foreach (
                var (path, row) in await paths.OfAsync(
                    route,
                    country.File.Rows,
                    country.Areas[0].Data.Top,
                    country.Areas[0].Data.Member,
                    1
                )
            )
                if (row is not null)
                    questions.Add(new(route, path, null, row));
        var asked = country
            .Visitors.SelectMany(v =>
                questions.Where(q => IsAsked(q, v, chance)).Select(q => (Visitor: v, Question: q))
            )
            .ToList();
        await Parallel.ForEachAsync(asked, DirectClient.AtOnce, async (a, _) =>
            await AskAsync(client, country, a.Visitor, a.Question)
        );
        CompareLists();
        await RepeatAsync(client, country, made, chance);

        output.WriteLine(
            $"{country.Visitors.Count} callers, {questions.Count} questions of {routes.Count} routes, "
                + $"{_requests} requests, {_granted} granted, in {begun.Elapsed.TotalSeconds:0} s"
        );
        var shown = _lists
            .Where(l => l.Value.Values.Any(ids => ids.Count > 0))
            .Select(l => l.Key.Route.Template)
            .Distinct()
            .ToList();
        output.WriteLine(
            "lists without rows of any area: "
                + string.Join(", ", _lists.Keys.Select(k => k.Route.Template).Distinct().Except(shown))
        );
        output.WriteLine(
            "never asked: " + string.Join(", ", routes.Except(questions.Select(q => q.Route)).Select(r => r.Template))
        );
        Assert.True(
            shown.Count * 4 >= _lists.Keys.Select(k => k.Route.Template).Distinct().Count() * 3,
            "most lists show rows"
        );
        Assert.True(_granted * 4 > _requests, "many requests are granted");
        Assert.True(_wrong.IsEmpty, string.Join('\n', _wrong.Values.Order()));
    }

    /// <summary>Chooses half of the records of routes that the caller may call, and a tenth of the others.</summary>
    static bool IsAsked(Question question, Visitor visitor, Random chance) =>
        Long
        || (
            visitor.Enters(question.Route)
                ? question.Route.Path.Count == 0 || chance.Next(2) == 0
                : chance.Next(10) == 0
        );

    async Task AskAsync(DirectClient client, Country country, Visitor visitor, Question question)
    {
        var (route, path, _, row) = question;
        var isList = route.Path.Count == 0 && route.Pages;
        string[] forms =
            !route.HasFiles() || row is not null && !Long ? [""]
            : Long ? ["", "csv", "xlsx"]
            : ["", visitor.Name.Length % 2 == 0 ? "csv" : "xlsx"];
        foreach (var form in forms)
        {
            Dictionary<Area, HashSet<Guid>> seen = country.Areas.ToDictionary(a => a, _ => new HashSet<Guid>());
            var cursor = "";
            for (var page = 0; page < 20 && cursor is not null; page++)
            {
                var whole = With(
                    With(path, isList && form.Length == 0 ? "limit=500" : ""),
                    form.Length > 0 ? "format=" + form : ""
                );
                whole = With(whole, cursor.Length > 0 ? "cursor=" + Uri.EscapeDataString(cursor) : "");
                var reply = await client.GetAsync(visitor.Subject, whole);
                Interlocked.Increment(ref _requests);
                if (reply.IsSuccess)
                    Interlocked.Increment(ref _granted);
                Judge(country, visitor, question, whole, reply, seen);
                cursor = isList && form.Length == 0 && reply.IsSuccess ? Next(reply) : null;
            }
            if (isList && form.Length == 0)
                foreach (var area in country.Areas.Where(a => IsAbout(path, a) && visitor.Covers(route, a)))
                    if (KindsIn(route, visitor, area) is { } kinds)
                        _lists.GetOrAdd((route, area, kinds), _ => [])[visitor] = seen[area];
        }
    }

    void Judge(
        Country country,
        Visitor visitor,
        Question question,
        string path,
        Reply reply,
        Dictionary<Area, HashSet<Guid>> seen
    )
    {
        var route = question.Route;
        if (reply.Status >= 500)
            Wrong(route, visitor, $"{path}: {reply.Status} {reply.Text}");
        var text = ResponseScan.TextOf(reply);
        if (
            question.Area is null
            && !country.File.IsSeenBy(visitor, route)
            && (reply.IsSuccess || text.Contains(country.File.Mark, StringComparison.Ordinal))
        )
            Wrong(route, visitor, $"{path}: {reply.Status} for a file of two counties");
        foreach (var area in country.Areas)
        {
            // A refusal may repeat the text of the request, a success may not.
            var sent = reply.IsSuccess ? "" : path;
            var ids = ResponseScan.IdsOf(area, text, sent);
            seen[area].UnionWith(ids);
            if (visitor.MaySee(route, area))
                continue;
            var words = ResponseScan.WordsOf(area, text, sent).ToList();
            if (words.Count > 0)
                Wrong(
                    route,
                    visitor,
                    $"{path}: words of {area}: {string.Join(", ", words)} in {Around(text, words[0])}"
                );
            if (route.Public)
                continue;
            if (ids.Count > 0)
                Wrong(
                    route,
                    visitor,
                    $"{path}: rows of {area}: "
                        + $"{string.Join(", ", ids.Take(3).Select(id => $"{area.Rows.First(r => r.Id == id).Table} {id}"))}"
                        + $" in {Around(text, ids.First().ToString())}"
                );
            // An empty list is also the answer for a record that does not exist.
            if (question.Row is { Guarded: true } && question.Area == area && reply.IsSuccess && !IsEmpty(reply))
                Wrong(route, visitor, $"{path}: {reply.Status} for a record of {area}");
        }
    }

    /// <summary>
    /// The kinds of imports that the list of all imports shows to the caller; they depend on the posts.
    /// </summary>
    /// <returns>Empty for every other list; null if the caller sees only a part of a kind.</returns>
    string? KindsIn(Operation list, Visitor visitor, Area area)
    {
        if (!list.Template.EndsWith("/imports", StringComparison.Ordinal))
            return "";
        var kinds = _routes
            .Where(r => r.Template.EndsWith("-imports", StringComparison.Ordinal) && visitor.MaySee(r, area))
            .ToList();
        return kinds.TrueForAll(r => visitor.Covers(r, area)) ? string.Join(' ', kinds.Select(r => r.Template)) : null;
    }

    /// <summary>Callers who cover an area by their posts see the same rows of it.</summary>
    void CompareLists()
    {
        foreach (var ((route, area, _), seen) in _lists)
        {
            var all = seen.Values.SelectMany(ids => ids).ToHashSet();
            foreach (var (visitor, ids) in seen)
                if (all.Except(ids).ToList() is { Count: > 0 } missing)
                    Wrong(
                        route,
                        visitor,
                        $"{route.Template}: {missing.Count} of {all.Count} rows of {area} are missing, "
                            + $"among them {area.Rows.First(r => r.Id == missing[0])}"
                    );
        }
    }

    /// <summary>
    /// The stored answer of an Idempotency-Key is replayed neither to another caller who sends the same request and
    /// key, nor to a caller whose right has ended.
    /// </summary>
    async Task RepeatAsync(DirectClient client, Country country, IReadOnlyList<CompletedPost> made, Random chance)
    {
        foreach (var completed in country.Former.Completed)
            await JudgeRepeatAsync(country.Former.Visitor, completed);
        foreach (var completed in made)
        {
            var strangers = country
                .Visitors.Where(v => v.Home is null && v.Grants.All(g => g.Key.Length > 0) && v.Subject != completed.By)
                .ToArray();
            chance.Shuffle(strangers);
            foreach (var stranger in strangers.Take(Long ? 10 : 2))
                await JudgeRepeatAsync(stranger, completed);
        }

        async Task JudgeRepeatAsync(Visitor visitor, CompletedPost completed)
        {
            var reply = await client.RepeatAsync(visitor.Subject, completed);
            Interlocked.Increment(ref _requests);
            var sent = completed.Path + completed.Body;
            if (reply.Status >= 500)
                _wrong.TryAdd(
                    "POST " + completed.Path,
                    $"POST {completed.Path} again as {visitor}: {reply.Status} {reply.Text}"
                );
            if (reply.Replayed)
                _wrong.TryAdd("kept " + completed.Path, $"POST {completed.Path} again as {visitor}: the stored answer");
            foreach (
                var area in country.Areas.Where(a =>
                    !visitor.Grants.Any(g =>
                        a.Key.StartsWith(g.Key, StringComparison.Ordinal)
                        || g.Key.StartsWith(a.Key, StringComparison.Ordinal)
                    )
                )
            )
                if (
                    ResponseScan.IdsOf(area, reply.Text, sent).Count > 0
                    || ResponseScan.WordsOf(area, reply.Text, sent).Any()
                )
                    _wrong.TryAdd(
                        "POST " + completed.Path,
                        $"POST {completed.Path} again as {visitor}: data of {area}: {reply.Text}"
                    );
        }
    }

    /// <summary>Records one violation for each route and kind.</summary>
    void Wrong(Operation route, Visitor visitor, string what) =>
        _wrong.TryAdd($"{route.Template} {what.Split(':')[1]}", $"{what} as {visitor}");

    static string With(string path, string query) =>
        query.Length == 0 ? path : path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query;

    static string Around(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.Ordinal);
        var from = Math.Max(0, at - 120);
        return text.Substring(from, Math.Min(300, text.Length - from));
    }

    /// <summary>False for a list filtered by the division of another area.</summary>
    static bool IsAbout(string path, Area area) =>
        !path.Contains('?', StringComparison.Ordinal)
        || path.Contains(area.Data.Top.ToString(), StringComparison.Ordinal);

    static bool IsEmpty(Reply reply) =>
        reply.IsJson && reply.Body.TryGetProperty("items", out var items) && items.GetArrayLength() == 0;

    /// <returns>Cursor of the next page; null after the last one.</returns>
    static string? Next(Reply reply)
    {
        if (!reply.IsJson || reply.Body.ValueKind != JsonValueKind.Object)
            return null;
        if (reply.Body.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String)
            return next.GetString();
        return reply.Body.TryGetProperty("more", out var more) && more.ValueKind == JsonValueKind.True
            ? reply["cursor"].GetString()
            : null;
    }

    /// <param name="Area">Area of the row; null for several.</param>
    sealed record Question(Operation Route, string Path, Area? Area, Row? Row);
}
