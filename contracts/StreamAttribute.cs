namespace Contracts;

/// <summary>
/// Names the stream (and the exchange) an event travels on. Every event of one kind of aggregate shares one stream, so
/// that a follower sees no gaps.
/// </summary>
/// <param name="name">"service.aggregate", lower case.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StreamAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>The queue of a consumer that takes the event; access goes ahead of any backlog.</summary>
    public Lane Lane { get; init; } = Lane.Events;
}

/// <summary>The queues of a consuming service.</summary>
public enum Lane
{
    Events = 0,
    Grants = 1,
}
