namespace ServiceDefaults.Messaging;

/// <summary>The order in which arrivals are applied.</summary>
static class ArrivalOrder
{
    /// <summary>
    /// The events that can be applied now: of each aggregate from its next sequence up to a gap or a parked event.
    /// Aggregates keep their order of arrival.
    /// </summary>
    public static List<Arrival> Of(
        List<Arrival> all,
        Dictionary<Guid, long> last,
        HashSet<(Guid, long)> parked,
        out List<Arrival> early
    )
    {
        Dictionary<Guid, int> ranks = new(all.Count);
        foreach (var a in all)
            ranks.TryAdd(a.AggregateId, ranks.Count);
        List<Arrival> ordered = new(all.Count);
        early = [];
        var (rank, next, before) = (-1, 0L, 0L);
        foreach (var a in all.OrderBy(a => (ranks[a.AggregateId], a.Seq)))
        {
            if (ranks[a.AggregateId] != rank)
                (rank, next, before) = (ranks[a.AggregateId], last.GetValueOrDefault(a.AggregateId) + 1, long.MinValue);
            if (a.Seq == next && !parked.Contains((a.AggregateId, next)))
            {
                ordered.Add(a);
                next++;
            }
            else if (a.Seq >= next && a.Seq != before)
                early.Add(a);
            before = a.Seq;
        }
        return ordered;
    }

    /// <summary>
    /// Runs of consecutive events of one type; a reaction registered by OnMany receives a run in one call.
    /// </summary>
    public static IEnumerable<List<Arrival>> Runs(List<Arrival> ordered)
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
