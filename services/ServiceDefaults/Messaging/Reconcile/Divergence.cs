using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging.Reconcile;

/// <summary>
/// The difference between a receiver and the publisher in one aggregate, after their databases were restored to
/// different moments. The publisher is right: the receiver returns to the last common event (Reach) and applies the
/// publisher's events after it, each once.
/// </summary>
/// <param name="Applied">The sequence that the receiver had reached.</param>
/// <param name="Reach">The sequence up to which the receiver has applied the publisher's events; higher than Applied if
/// the publisher has recovered lost events.</param>
/// <param name="Missing">Number of the publisher's events that the receiver has neither applied nor waiting.</param>
/// <param name="Lost">Events that the receiver has and the publisher does not have (any more).</param>
/// <param name="Undone">The lost events whose effects were applied.</param>
/// <param name="Passed">The publisher's events that the receiver skipped because another event came under their number,
/// or forgot before they were applied.</param>
/// <param name="Kept">The publisher's events applied beyond Reach.</param>
/// <param name="Back">The publisher's events that the receiver had forgotten as lost although their effects were
/// applied: they count as applied.</param>
sealed record Divergence(
    string Stream,
    Guid AggregateId,
    long Applied,
    long Reach,
    long Missing,
    IReadOnlyList<Receipt> Lost,
    IReadOnlyList<Receipt> Undone,
    IReadOnlyList<Receipt> Passed,
    IReadOnlyList<Receipt> Kept,
    IReadOnlyList<Receipt> Back
)
{
    public bool GoesBack => Reach < Applied;

    /// <param name="stream">The aggregate's stream.</param>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="published">The digest of the publisher's events by sequence, from 1.</param>
    /// <param name="applied">The sequence that the receiver has reached.</param>
    /// <param name="receipts">The receiver's receipts of the aggregate.</param>
    /// <param name="mark">Events received after this time may be newer than the digest: they are not compared.</param>
    /// <returns>Null where the two agree.</returns>
    public static Divergence? Find(
        string stream,
        Guid aggregate,
        string published,
        long applied,
        IReadOnlyList<Receipt> receipts,
        DateTimeOffset mark
    )
    {
        var bySeq = receipts.ToLookup(r => r.Seq);
        var events = published.Length / EventDigest.PrintLength;
        List<Receipt> lost = [],
            undone = [],
            passed = [],
            kept = [],
            back = [];
        var (reach, missing) = (0L, 0L);
        for (
            var seq = 1L;
            seq <= Math.Max(Math.Max(events, applied), receipts.Count == 0 ? 0 : receipts.Max(r => r.Seq));
            seq++
        )
        {
            var own =
                seq <= events
                    ? Received(EventDigest.PrintAt(published, seq), seq, bySeq)
                    : bySeq[seq].FirstOrDefault(r => r.ReceivedAt > mark);
            var isForgotten = own is { Seq: < 0 };
            var strangers = bySeq[seq].Where(r => r != own).OrderBy(r => r.ReceivedAt).ToList();
            var first = strangers.Find(r => !r.Waiting);
            // Of two events with one number the first received was applied. At the same moment it was the lost event:
            // the other was published later.
            var isInPlace =
                seq <= applied
                && !isForgotten
                && own is { Waiting: false }
                && (first is null || own.ReceivedAt < first.ReceivedAt);
            var isBack = isForgotten && own!.EffectsStay;
            if (isBack)
                back.Add(own!);
            var isApplied = isInPlace || isBack;
            if (isApplied && reach == seq - 1)
                reach = seq;
            else if (isApplied)
                kept.Add(own!);
            if (!isApplied && own is not { Waiting: true } && (own is not null || seq <= events))
            {
                missing++;
                if (own is not null)
                    passed.Add(own);
            }
            if (!isInPlace && seq <= applied && first is not null)
                undone.Add(first);
            undone.AddRange(strangers.Where(r => r.EffectsStay));
            lost.AddRange(strangers);
        }
        return missing == 0 && lost.Count == 0 && reach == applied && back.Count == 0
            ? null
            : new(stream, aggregate, applied, reach, missing, lost, undone, passed, kept, back);
    }

    /// <summary>The receipt of the publisher's event with these last digits of its id, forgotten or not.</summary>
    static Receipt? Received(ReadOnlySpan<char> print, long seq, ILookup<long, Receipt> bySeq)
    {
        foreach (var receipt in bySeq[seq].Concat(bySeq[-seq]))
            if (print.SequenceEqual(EventDigest.Print(receipt.EventId)))
                return receipt;
        return null;
    }

    /// <summary>
    /// Returns to the last common event. A lost event keeps its receipt under a negative number, so that a late copy of
    /// it is ignored as a duplicate. If the publisher recovers the event by another restore, it gets its number back
    /// and counts as applied, or is accepted if it had never been applied.
    /// </summary>
    public void Forget(Session session)
    {
        if (Lost.Count > 0)
        {
            session.Defer("delete from platform.waiting where event_id = any (@lost)", new { lost = Ids(Lost) });
            session.Defer(
                """
                update platform.inbox
                set seq = -seq, effects_stay = (event_id = any (@undone))
                where event_id = any (@lost)
                """,
                new { lost = Ids(Lost), undone = Ids(Undone) }
            );
        }
        if (Back.Count > 0)
            session.Defer(
                "update platform.inbox set seq = -seq, effects_stay = null where event_id = any (@back)",
                new { back = Ids(Back) }
            );
        if (Passed.Count > 0)
            session.Defer("delete from platform.inbox where event_id = any (@passed)", new { passed = Ids(Passed) });
        if (Reach != Applied)
            session.Defer(
                """
                insert into platform.streams (aggregate_id, stream, seq)
                values (@AggregateId, @Stream, @Reach)
                on conflict (aggregate_id)
                    do update set seq = excluded.seq
                """,
                new
                {
                    AggregateId,
                    Stream,
                    Reach,
                }
            );
        // An event already applied waits as a type without a reaction.
        if (Kept.Count > 0)
            session.Defer(
                """
                insert into platform.waiting (
                    event_id, lane, stream, type, aggregate_id, seq, body, occurred_at, received_at
                )
                select unnest(@kept::uuid[]), @lane, @Stream, 'applied', @AggregateId, unnest(@seqs::bigint[]), '{}', @Now, @Now
                """,
                new
                {
                    kept = Ids(Kept),
                    lane = (short)Wire.LaneOf(Stream),
                    Stream,
                    AggregateId,
                    seqs = Kept.Select(k => Math.Abs(k.Seq)).ToArray(),
                    session.Now,
                }
            );
    }

    static Guid[] Ids(IReadOnlyList<Receipt> receipts) => [.. receipts.Select(r => r.EventId)];
}

/// <summary>A received event in the inbox.</summary>
/// <param name="Seq">Its number; negative where the receiver has forgotten it as lost.</param>
/// <param name="Waiting">It came early or is parked.</param>
/// <param name="EffectsStay">It was applied once, although it waits or was forgotten.</param>
sealed record Receipt(
    Guid AggregateId,
    Guid EventId,
    long Seq,
    DateTimeOffset ReceivedAt,
    bool Waiting,
    bool EffectsStay = false
);
