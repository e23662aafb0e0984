namespace ServiceDefaults.Messaging;

/// <summary>An event to be sent; Destination is a queue, or null for the stream's exchange.</summary>
sealed record OutboxRow(
    long Id,
    Guid EventId,
    string Stream,
    string Type,
    Guid AggregateId,
    long Seq,
    byte[] Body,
    string? Traceparent,
    DateTime OccurredAt,
    string? Destination
)
{
    /// <summary>The queue or the stream to which it is sent.</summary>
    public string Target => Destination ?? Stream;
}
