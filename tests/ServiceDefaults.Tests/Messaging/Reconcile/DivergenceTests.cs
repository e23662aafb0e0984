using ServiceDefaults.Messaging.Reconcile;

namespace ServiceDefaults.Tests.Messaging.Reconcile;

/// <summary>
/// After restores, losses and late deliveries a reconciled receiver has applied each of the publisher's events exactly
/// once.
/// </summary>
public sealed class DivergenceTests
{
    static readonly Guid Aggregate = Guid.CreateVersion7();

    [Fact]
    public void After_any_restores_of_either_side_each_event_of_the_publisher_is_applied_once()
    {
        for (var seed = 0; seed < 5_000; seed++)
        {
            var chance = new Random(seed);
            List<Guid> published = [];
            List<Guid[]> publisherBackups = [];
            List<Receiver> receiverBackups = [];
            List<(Guid Id, long Seq)> onTheWay = [];
            var receiver = new Receiver();
            for (var step = chance.Next(4, 40); step > 0; step--)
            {
                switch (chance.Next(12))
                {
                    case < 4:
                        published.Add(Guid.NewGuid());
                        if (chance.Next(5) > 0)
                            onTheWay.Add((published[^1], published.Count));
                        break;
                    case < 8 when onTheWay.Count > 0:
                        // Mostly the oldest; a message from before a restore comes at any time.
                        var at = chance.Next(4) > 0 ? 0 : chance.Next(onTheWay.Count);
                        receiver = receiver.Receive(onTheWay[at].Id, onTheWay[at].Seq);
                        onTheWay.RemoveAt(at);
                        break;
                    case 8:
                        publisherBackups.Add([.. published]);
                        break;
                    case 9:
                        receiverBackups.Add(receiver.Copy());
                        break;
                    // Any of the backups: after an early one a later one may follow, which recovers lost events.
                    case 10 when publisherBackups.Count > 0:
                        published = [.. publisherBackups[chance.Next(publisherBackups.Count)]];
                        break;
                    case 11 when receiverBackups.Count > 0 && chance.Next(2) > 0:
                        receiver = receiverBackups[chance.Next(receiverBackups.Count)].Copy();
                        break;
                    case 11:
                        receiver = Reconciled(receiver, published);
                        break;
                }
            }
            receiver = Reconciled(receiver, published);
            Assert.True(Find(receiver, published) is null, $"seed {seed}: still diverges");
            Assert.True(receiver.Seq == published.Count, $"seed {seed}: {receiver.Seq} of {published.Count}");
            Assert.True(
                published.TrueForAll(e => receiver.Effects.Count(x => x == e) == 1),
                $"seed {seed}: not once each"
            );
            published.Add(Guid.NewGuid());
            receiver = receiver.Receive(published[^1], published.Count);
            Assert.True(receiver.Effects[^1] == published[^1], $"seed {seed}: deaf afterwards");
        }
    }

    [Fact]
    public void Events_received_after_the_mark_are_not_compared()
    {
        var at = DateTimeOffset.UnixEpoch;
        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid()];
        Receipt[] receipts = [new(Aggregate, ids[0], 1, at, false), new(Aggregate, ids[1], 2, at.AddSeconds(2), false)];
        Assert.Null(Divergence.Find("toys.thing", Aggregate, EventDigest.Print(ids[0]), 2, receipts, at.AddSeconds(1)));
        Assert.Equal(
            [receipts[1]],
            Divergence.Find("toys.thing", Aggregate, EventDigest.Print(ids[0]), 2, receipts, at.AddSeconds(2))!.Undone
        );
        // An event whose number the publisher has given to another event is lost at any time.
        Assert.Equal(
            [receipts[1]],
            Divergence
                .Find(
                    "toys.thing",
                    Aggregate,
                    EventDigest.Print(ids[0]) + EventDigest.Print(Guid.NewGuid()),
                    2,
                    receipts,
                    at
                )!
                .Undone
        );
    }

    static Divergence? Find(Receiver receiver, List<Guid> published) =>
        Divergence.Find(
            "toys.thing",
            Aggregate,
            string.Concat(published.Select(EventDigest.Print)),
            receiver.Seq,
            receiver.Receipts(),
            DateTimeOffset.MaxValue
        );

    static Receiver Reconciled(Receiver receiver, List<Guid> published)
    {
        if (Find(receiver, published) is not { } divergence)
            return receiver;
        receiver.Mend(divergence);
        if (divergence.Missing > 0)
            for (var seq = 1; seq <= published.Count; seq++)
                receiver = receiver.Receive(published[seq - 1], seq);
        return receiver.Drain();
    }

    /// <summary>The inbox in memory: receipts, waiting events and effects.</summary>
    sealed class Receiver
    {
        static long s_time;
        Dictionary<Guid, (long Seq, long At, bool Stays)> _inbox = [];
        List<(Guid Id, long Seq, long At, bool Nothing)> _waiting = [];

        public long Seq { get; private set; }
        public List<Guid> Effects { get; private init; } = [];

        public Receiver Copy() =>
            new()
            {
                _inbox = new(_inbox),
                _waiting = [.. _waiting],
                Seq = Seq,
                Effects = [.. Effects],
            };

        public List<Receipt> Receipts() =>
            [
                .. _inbox.Select(i => new Receipt(
                    Aggregate,
                    i.Key,
                    i.Value.Seq,
                    DateTimeOffset.UnixEpoch.AddTicks(i.Value.At),
                    _waiting.Exists(w => w.Id == i.Key),
                    i.Value.Stays || _waiting.Exists(w => w.Id == i.Key && w.Nothing)
                )),
            ];

        public Receiver Receive(Guid id, long seq)
        {
            if (!_inbox.TryAdd(id, (seq, ++s_time, false)))
                return this;
            if (seq > Seq)
                _waiting.Add((id, seq, s_time, false));
            return Drain();
        }

        public Receiver Drain()
        {
            while (
                _waiting
                    .Where(w => w.Seq == Seq + 1)
                    .OrderBy(w => w.At)
                    .Select(w => ((Guid Id, long Seq, long At, bool Nothing)?)w)
                    .FirstOrDefault()
                    is { } next
            )
            {
                Seq++;
                if (!next.Nothing)
                    Effects.Add(next.Id);
                _waiting.RemoveAll(w => w.Seq <= Seq);
            }
            return this;
        }

        public void Mend(Divergence divergence)
        {
            foreach (var lost in divergence.Lost)
                _inbox[lost.EventId] = (-lost.Seq, _inbox[lost.EventId].At, divergence.Undone.Contains(lost));
            foreach (var back in divergence.Back)
                _inbox[back.EventId] = (-back.Seq, _inbox[back.EventId].At, false);
            _waiting.RemoveAll(w => divergence.Lost.Any(l => l.EventId == w.Id));
            foreach (var passed in divergence.Passed)
                _inbox.Remove(passed.EventId);
            Seq = divergence.Reach;
            _waiting.AddRange(divergence.Kept.Select(k => (k.EventId, Math.Abs(k.Seq), ++s_time, true)));
        }
    }
}
