using System.Security.Cryptography;
using Testing;

namespace Platform.Tests.Generated;

/// <summary>
/// Repeats every GET as callers with different access and records the body of each ETag: one ETag belongs to one body,
/// and a 304 is right only if the caller has the body that a 200 would carry.
/// </summary>
sealed class ETagMonitor(
    WholePlatform platform,
    DirectClient client,
    IReadOnlyList<Operation> routes,
    Paths paths,
    int each
)
{
    readonly Rows _rows = new(platform);
    readonly List<Row> _seen = [];
    readonly Dictionary<string, Operation> _paths = [];
    readonly Dictionary<(string Path, string Tag), string> _bodies = [];
    readonly Dictionary<(string Path, string Reader), (string Tag, string Body)> _last = [];
    readonly SortedSet<string> _wrong = new(StringComparer.Ordinal);
    readonly HashSet<string> _read = [];
    int _looks;

    /// <summary>The violations found, each once.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;
    public int Requests { get; private set; }
    public int Unchanged { get; private set; }
    public int Changed { get; private set; }

    /// <summary>Routes without a successful read so far.</summary>
    public IEnumerable<Operation> Unread => routes.Except(_read.Select(p => _paths[p]));

    /// <summary>Excludes the rows that exist now.</summary>
    public Task BeginAsync() => _rows.NewAsync();

    /// <summary>Reads all paths of the rows found so far.</summary>
    /// <param name="after">The change since the last read, for messages.</param>
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
    /// One reader for each kind of access: the first and the last with a post, one who acts for an organization, one
    /// without a post, and one who is not signed in.
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
            // Alternates between the caller's last ETag and ETags of other bodies of this path.
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
        var (untouched, unchanged) = (reply.Status == 304, reply.Tag);
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
                // A file or a page without an ETag must not be cached.
                if (!reply.NotStored)
                    _wrong.Add($"{route}: an answer without ETag that may be cached ({reply.MediaType})");
                return;
            }
            if (!route.Public && !reply.Vary.Contains("Authorization", StringComparison.OrdinalIgnoreCase))
                _wrong.Add($"{route}: Vary does not name Authorization");
            if (untouched && sent.All(s => s.Tag != unchanged))
                _wrong.Add($"{where}: 304 with the ETag {unchanged}, which was not sent");
            // A timer may change the record between both requests; then the ETag differs too.
            if (untouched && tag == unchanged && sent.All(s => s.Body != body))
                _wrong.Add($"{where}: 304 for a body that the caller does not have");
            if (!untouched && sent.Any(s => s.Tag == tag))
                _wrong.Add($"{where}: If-None-Match had the ETag, but the answer is not 304");
            if (!_bodies.TryAdd((path, tag), body) && _bodies[(path, tag)] != body)
                _wrong.Add($"{where}: ETag {tag} belongs to another body");
            if (before)
                _ = body == mine.Body ? Unchanged++ : Changed++;
            _last[(path, reader.Name)] = (tag, body);
        }
    }
}
