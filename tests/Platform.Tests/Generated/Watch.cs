using System.Security.Cryptography;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>One who reads, with all posts held.</summary>
/// <param name="Subject">Null: nobody who is known.</param>
/// <param name="Acts">For an organization.</param>
sealed record Reader(string Name, Guid? Subject, IReadOnlySet<string> Posts, bool Acts = false);

/// <summary>
/// Reads every GET again and again, as callers who see different things, and remembers which tag came with which body:
/// a tag stands for one body, and 304 is said only to who has the very body that would come.
/// </summary>
sealed class Watch(WholePlatform platform, DirectClient client, IReadOnlyList<Operation> routes, Paths paths, int each)
{
    readonly Rows _rows = new(platform);
    readonly List<Row> _seen = [];
    readonly Dictionary<string, Operation> _paths = [];
    readonly Dictionary<(string Path, string Tag), string> _bodies = [];
    readonly Dictionary<(string Path, string Reader), (string Tag, string Body)> _last = [];
    readonly SortedSet<string> _wrong = new(StringComparer.Ordinal);
    readonly HashSet<string> _read = [];
    int _looks;

    /// <summary>What was not as it should be, each once.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;
    public int Requests { get; private set; }
    public int Unchanged { get; private set; }
    public int Changed { get; private set; }

    /// <summary>Routes that nobody has read so far.</summary>
    public IEnumerable<Operation> Unread => routes.Except(_read.Select(p => _paths[p]));

    /// <summary>What is there already is not looked at.</summary>
    public Task BeginAsync() => _rows.NewAsync();

    /// <summary>Reads everything that is known by now.</summary>
    /// <param name="after">What has happened since it was last read.</param>
    public async Task LookAsync(string after, Guid division, Guid person, IReadOnlyList<Reader> readers)
    {
        await Ledger.SettledAsync(platform);
        _seen.AddRange(await _rows.NewAsync());
        foreach (var route in routes)
        {
            var known = _read.Count(p => _paths[p] == route && !p.Contains("format=", StringComparison.Ordinal));
            if (known >= each)
                continue;
            foreach (var (path, _) in await paths.OfAsync(route, _seen, division, person, each))
            {
                _paths.TryAdd(path, route);
                if (route.HasFiles())
                    _paths.TryAdd(
                        path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "format=csv",
                        route
                    );
            }
        }
        _looks++;
        await Parallel.ForEachAsync(
            _paths.SelectMany(p => Fit(p.Value, readers).Select(r => (Path: p.Key, Route: p.Value, Reader: r))),
            DirectClient.AtOnce,
            async (look, _) => await LookAsync(after, look.Path, look.Route, look.Reader)
        );
    }

    /// <summary>
    /// One for each way in: the first and the widest of the staff, who acts for an organization, a person without a
    /// post, and anybody.
    /// </summary>
    static IEnumerable<Reader> Fit(Operation route, IReadOnlyList<Reader> readers)
    {
        var staff = readers.Where(r => !r.Acts && r.Posts.Overlaps(route.Staff())).ToList();
        var fit = staff.Take(1).Concat(staff.TakeLast(1));
        if (route.Organization().Count > 0)
            fit = fit.Concat(readers.Where(r => r.Acts).Take(1));
        if (route.Self || route.Public)
            fit = fit.Concat(readers.Where(r => r.Posts.Count == 0 && r.Subject is not null).Take(1));
        if (route.Public)
            fit = fit.Concat(readers.Where(r => r.Subject is null).Take(1));
        return fit.Distinct();
    }

    async Task LookAsync(string after, string path, Operation route, Reader reader)
    {
        List<(string Tag, string Body)> sent = [];
        (string Tag, string Body) mine;
        bool before;
        lock (_last)
        {
            before = _last.TryGetValue((path, reader.Name), out mine);
            // In turn: the caller's own tag, and those that came to others or at other times with other bodies.
            if (before && _looks % 2 == 0)
                sent.Add(mine);
            else if (before)
                sent.AddRange(
                    _bodies
                        .Where(b => b.Key.Path == path && b.Value != mine.Body)
                        .TakeLast(12)
                        .Select(b => (b.Key.Tag, b.Value))
                );
        }
        var reply = await client.GetAsync(
            reader.Subject,
            path,
            sent.Count > 0 ? [("If-None-Match", string.Join(", ", sent.Select(s => s.Tag)))] : []
        );
        var untouched = reply.Status == 304;
        if (untouched)
            reply = await client.GetAsync(reader.Subject, path);
        lock (_last)
        {
            Requests += untouched ? 2 : 1;
            var where = $"{path} as {reader.Name} after {after}";
            if (reply.Status >= 500)
                _wrong.Add($"{where}: {reply.Status} {reply.Text}");
            if (reply.Status != 200)
            {
                if (untouched)
                    _wrong.Add($"{where}: 304, and then {reply.Status}");
                return;
            }
            _read.Add(path);
            var body = Convert.ToHexString(SHA256.HashData(reply.Bytes));
            if (reply.Tag is not { } tag)
            {
                // A file or a page: without a tag it may not be kept.
                if (!reply.NotStored)
                    _wrong.Add($"{route}: an answer without a tag that may be kept ({reply.MediaType})");
                return;
            }
            if (!route.Public && !reply.Vary.Contains("Authorization", StringComparison.OrdinalIgnoreCase))
                _wrong.Add($"{route}: Vary does not name Authorization");
            if (untouched && sent.All(s => s.Body != body))
                _wrong.Add($"{where}: 304 for a body that the caller has not got");
            if (!untouched && sent.Any(s => s.Tag == tag))
                _wrong.Add($"{where}: the tag was sent, and it is not 304");
            if (!_bodies.TryAdd((path, tag), body) && _bodies[(path, tag)] != body)
                _wrong.Add($"{where}: tag {tag} stood for another body");
            if (before)
                _ = body == mine.Body ? Unchanged++ : Changed++;
            _last[(path, reader.Name)] = (tag, body);
        }
    }
}
