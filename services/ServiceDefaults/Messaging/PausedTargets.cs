namespace ServiceDefaults.Messaging;

/// <summary>
/// Streams and queues to which the relay sends nothing for a while, because a message was returned or a queue is
/// missing. Each pause is twice as long as the one before, from 250 ms to 30 s. Other targets are not affected.
/// </summary>
sealed class PausedTargets(TimeProvider clock)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(250),
        Longest = TimeSpan.FromSeconds(30);
    readonly Dictionary<string, Pause> _paused = [];

    /// <summary>The targets that are paused, or whose pause ended less than 30 s ago.</summary>
    public IReadOnlyList<string> All =>
        [.. _paused.Where(p => Age(p.Value) < p.Value.Length + Longest).Select(p => p.Key)];

    /// <summary>The targets to which nothing may be sent now.</summary>
    public string[] Waiting => _paused.Count == 0 ? [] : [.. _paused.Where(p => !p.Value.IsOver).Select(p => p.Key)];

    /// <summary>A pause has lasted long enough to try its target again.</summary>
    public bool IsDue => _paused.Values.Any(p => !p.IsOver && Age(p) >= p.Length);

    public void Add(string target) =>
        _paused[target] = new(
            _paused.TryGetValue(target, out var before)
                ? TimeSpan.FromTicks(Math.Min(before.Length.Ticks * 2, Longest.Ticks))
                : First,
            clock.GetTimestamp(),
            IsOver: false
        );

    /// <summary>Ends the pauses that are due, but for targets whose queues are still missing.</summary>
    public void Try(IReadOnlySet<string> broken)
    {
        foreach (var (target, pause) in _paused.ToList())
            if (!pause.IsOver && Age(pause) >= pause.Length && !broken.Contains(target))
                _paused[target] = pause with { IsOver = true };
        foreach (
            var target in broken.Where(b =>
                !_paused.TryGetValue(b, out var pause) || pause.IsOver || Age(pause) >= pause.Length
            )
        )
            Add(target);
    }

    /// <summary>Forgets the targets that these messages have reached.</summary>
    /// <returns>Whether one of them had been paused.</returns>
    public bool Release(IEnumerable<OutboxRow> sent) =>
        _paused.Count > 0 && sent.Select(r => r.Target).Distinct().Count(_paused.Remove) > 0;

    TimeSpan Age(Pause pause) => clock.GetElapsedTime(pause.Since);

    sealed record Pause(TimeSpan Length, long Since, bool IsOver);
}
