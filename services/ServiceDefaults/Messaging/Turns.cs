namespace ServiceDefaults.Messaging;

/// <summary>In which order arrivals are applied.</summary>
static class Turns
{
    /// <summary>The events whose turn it is: from each aggregate's next sequence on without a gap, stopping before a parked one.</summary>
    public static List<Arrival> Order(
        List<Arrival> all,
        Guid[] aggregates,
        Dictionary<Guid, long> last,
        HashSet<(Guid, long)> parked,
        out List<Arrival> early
    )
    {
        early = [];
        var bySeq = all.GroupBy(a => a.AggregateId)
            .ToDictionary(g => g.Key, g => g.DistinctBy(a => a.Seq).ToDictionary(a => a.Seq));
        var turn = new HashSet<(Guid, long)>();
        foreach (var id in aggregates)
        {
            if (!bySeq.TryGetValue(id, out var events))
                continue;
            var next = last.GetValueOrDefault(id) + 1;
            while (events.ContainsKey(next) && !parked.Contains((id, next)))
                turn.Add((id, next++));
            early.AddRange(events.Values.Where(a => a.Seq >= next));
        }
        // Between aggregates the order of arrival stays; within one it is the sequence.
        return
        [
            .. all.Where(a => turn.Contains((a.AggregateId, a.Seq)))
                .DistinctBy(a => (a.AggregateId, a.Seq))
                .GroupBy(a => a.AggregateId)
                .SelectMany(g => g.OrderBy(a => a.Seq)),
        ];
    }

    /// <summary>Runs of one type, which a reaction to many gets in one call.</summary>
    public static IEnumerable<List<Arrival>> Consecutive(List<Arrival> ordered)
    {
        List<Arrival> run = [];
        foreach (var arrival in ordered)
        {
            if (run.Count > 0 && run[^1].Type != arrival.Type)
            {
                yield return run;
                run = [];
            }
            run.Add(arrival);
        }
        if (run.Count > 0)
            yield return run;
    }
}
