using Contracts;

namespace Benchmarks;

/// <summary>Event of the messaging benches, as large as an ordinary contract.</summary>
[Stream("bench.note")]
sealed record NoteTaken(Guid NoteId, int Number, string ScopeKey, string Kind, Guid TakenBy, DateTimeOffset TakenAt)
    : IEvent
{
    public const string StreamName = "bench.note";

    Guid IEvent.AggregateId => NoteId;

    /// <summary>Event number i; the events are distributed evenly over the aggregates.</summary>
    public static NoteTaken Make(Guid[] aggregates, int i) =>
        new(
            aggregates[i % aggregates.Length],
            i / aggregates.Length,
            $"61.6106.610631.61063110.{i % 997:000}",
            "visit",
            aggregates[(i * 7) % aggregates.Length],
            DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000 + i)
        );

    public static Guid[] Aggregates(int count, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[16];
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    random.NextBytes(bytes);
                    return new Guid(bytes);
                }),
        ];
    }
}
