namespace ServiceDefaults.Messaging;

/// <summary>
/// Streams and queues that nothing is sent to for a while, for what was sent reached nobody or would miss somebody;
/// each time for longer, at most half a minute. What else there is to send goes on.
/// </summary>
sealed class Holds(TimeProvider clock)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(250),
        Longest = TimeSpan.FromSeconds(30);
    readonly Dictionary<string, Held> _held = [];

    /// <summary>What is held, or was until just now.</summary>
    public IReadOnlyList<string> All =>
        [.. _held.Where(h => Age(h.Value) < h.Value.Pause + Longest).Select(h => h.Key)];

    /// <summary>What nothing may be sent to.</summary>
    public string[] Waiting => _held.Count == 0 ? [] : [.. _held.Where(h => !h.Value.Open).Select(h => h.Key)];

    /// <summary>Something has waited long enough to be tried again.</summary>
    public bool IsDue => _held.Values.Any(h => !h.Open && Age(h) >= h.Pause);

    public void Add(string target) =>
        _held[target] = new(
            _held.TryGetValue(target, out var before)
                ? TimeSpan.FromTicks(Math.Min(before.Pause.Ticks * 2, Longest.Ticks))
                : First,
            clock.GetTimestamp(),
            Open: false
        );

    /// <summary>What is due is tried again, but for what would still miss somebody.</summary>
    public void Try(IReadOnlySet<string> broken)
    {
        foreach (var (target, held) in _held.ToList())
            if (!held.Open && Age(held) >= held.Pause && !broken.Contains(target))
                _held[target] = held with { Open = true };
        foreach (
            var target in broken.Where(b => !_held.TryGetValue(b, out var held) || held.Open || Age(held) >= held.Pause)
        )
            Add(target);
    }

    /// <summary>What was sent there has reached somebody.</summary>
    /// <returns>Whether something of it had been held.</returns>
    public bool Release(IEnumerable<OutboxRow> sent) =>
        _held.Count > 0 && sent.Select(r => r.Target).Distinct().Count(_held.Remove) > 0;

    TimeSpan Age(Held held) => clock.GetElapsedTime(held.Since);

    sealed record Held(TimeSpan Pause, long Since, bool Open);
}
