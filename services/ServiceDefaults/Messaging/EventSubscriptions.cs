using System.Reflection;
using System.Text.Json;
using Contracts;
using Contracts.Platform.V1;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>An event as a reaction receives it.</summary>
/// <param name="Event">The contract.</param>
/// <param name="EventId">Its unique id, the same at every delivery.</param>
/// <param name="OccurredAt">Time of its transaction, by the publisher's clock.</param>
public sealed record Received<T>(T Event, Guid EventId, DateTimeOffset OccurredAt)
    where T : class, IEvent
{
    /// <summary>Opens a sealed field of this event.</summary>
    public string Open(Sealed value, string field, Session session) =>
        session.Sealer.OpenFromTransport(value, EventId, field);
}

/// <summary>
/// The events that a service follows, and its reactions. Each effect commits with the event's inbox row, and so takes
/// place once.
/// </summary>
public sealed class EventSubscriptions
{
    readonly Dictionary<string, Subscription> _byType = [];
    readonly Dictionary<string, Lane> _streams = [];
    readonly Dictionary<string, string[]> _projections = [];

    /// <param name="service">The following service: its name is the name of its queue and the first part of its own
    /// streams.</param>
    /// <param name="program">The service's own assembly, with its migrations.</param>
    public EventSubscriptions(string service, Assembly program)
    {
        (Service, Program) = (service, program);
        On<RepublishRequested>((r, session, ct) => Republish.Serve(service, r, session, ct));
        On<RepublishCompleted>(Republish.Complete);
    }

    public string Service { get; }

    /// <summary>The service's own assembly.</summary>
    public Assembly Program { get; }

    /// <summary>Streams this service's queues are bound to.</summary>
    public IReadOnlyDictionary<string, Lane> Streams => _streams;

    /// <summary>Contract types with a reaction here.</summary>
    public IReadOnlyCollection<string> Types => _byType.Keys;

    /// <summary>Runs the reaction for each event of the type, in its aggregate's order.</summary>
    public EventSubscriptions On<T>(Func<Received<T>, Session, CancellationToken, Task> reaction)
        where T : class, IEvent =>
        OnMany<T>(
            async (events, session, ct) =>
            {
                foreach (var e in events)
                    await reaction(e, session, ct);
            },
            alone: true
        );

    /// <summary>As <see cref="On{T}"/>, but the reaction receives consecutive events of the type in one call.</summary>
    public EventSubscriptions OnMany<T>(Func<IReadOnlyList<Received<T>>, Session, CancellationToken, Task> reaction)
        where T : class, IEvent => OnMany(reaction, alone: false);

    /// <summary>
    /// Keeps the grants that these events give and end. During a republish no grants exist until the history has
    /// arrived.
    /// </summary>
    public EventSubscriptions Grants<TGranted, TEnded>()
        where TGranted : class, IAccessGranted
        where TEnded : class, IAccessEnded =>
        On<TGranted>(Access.Grant)
            .On<TEnded>(Access.End)
            .Rebuilds<TGranted>(
                "platform.grants where id in (select aggregate_id from platform.streams where stream = @stream)"
            );

    /// <summary>Keeps the tree of areas that these events publish.</summary>
    public EventSubscriptions Areas<T>()
        where T : class, IAreasPublished => OnMany<T>(Data.Areas.Keep).Rebuilds<T>("platform.areas");

    /// <summary>
    /// Follows moves of areas: rewrites keys, then runs the service's own reaction, in one transaction. From the change
    /// of the tree on, no other session writes.
    /// </summary>
    public EventSubscriptions Relocates<T>(Func<Received<T>, Session, CancellationToken, Task>? then = null)
        where T : class, IAreasMoved =>
        OnMany<T>(
            async (events, session, ct) =>
            {
                foreach (var e in events)
                {
                    await Data.Areas.Move(e, session, ct);
                    if (then is not null)
                        await then(e, session, ct);
                }
            },
            alone: true,
            moves: arrival => Read<T>(arrival).Event
        );

    /// <summary>
    /// Declares tables (or their rows "table where ...", with @stream) whose content comes only from the events of this
    /// stream, so that `republish` may empty and refill them.
    /// </summary>
    public EventSubscriptions Rebuilds<T>(params string[] tables)
        where T : class, IEvent
    {
        _projections[Wire.Of(typeof(T)).Stream] = tables;
        return this;
    }

    internal string[]? Projection(string stream) => _projections.GetValueOrDefault(stream);

    internal Subscription? Find(string type) => _byType.GetValueOrDefault(type);

    EventSubscriptions OnMany<T>(
        Func<IReadOnlyList<Received<T>>, Session, CancellationToken, Task> reaction,
        bool alone,
        Func<Arrival, IAreasMoved>? moves = null
    )
        where T : class, IEvent
    {
        var wire = Wire.Of(typeof(T));
        _streams[wire.Stream] = wire.Lane;
        if (
            !_byType.TryAdd(
                wire.Type,
                new Subscription(alone, moves, (arrivals, session, ct) =>
                    reaction([.. arrivals.Select(Read<T>)], session, ct)
                )
            )
        )
            throw new InvalidOperationException($"{wire.Type} has two reactions.");
        return this;
    }

    static Received<T> Read<T>(Arrival arrival)
        where T : class, IEvent =>
        new(
            JsonSerializer.Deserialize<T>(arrival.Body, Wire.Json) ?? throw new JsonException("The event is null."),
            arrival.EventId,
            arrival.OccurredAt
        );

    /// <summary>The grants table as a projection of access events.</summary>
    static class Access
    {
        public static Task Grant<T>(Received<T> r, Session session, CancellationToken ct)
            where T : class, IAccessGranted
        {
            session.Defer(
                """
                insert into platform.grants (
                    id, subject_id, role, scope_key, organization_id, resource_id, valid_from, valid_to
                )
                values (@AggregateId, @SubjectId, @Role, @ScopeKey, @OrganizationId, @ResourceId, @ValidFrom, @ValidTo)
                on conflict (id)
                    do update set subject_id = excluded.subject_id, role = excluded.role,
                        scope_key = excluded.scope_key, organization_id = excluded.organization_id,
                    resource_id = excluded.resource_id, valid_from = excluded.valid_from, valid_to = excluded.valid_to
                """,
                new
                {
                    r.Event.AggregateId,
                    r.Event.SubjectId,
                    r.Event.Role,
                    r.Event.ScopeKey,
                    r.Event.OrganizationId,
                    r.Event.ResourceId,
                    r.Event.ValidFrom,
                    r.Event.ValidTo,
                }
            );
            return Task.CompletedTask;
        }

        public static Task End<T>(Received<T> r, Session session, CancellationToken ct)
            where T : class, IAccessEnded
        {
            session.Defer(
                "update platform.grants set valid_to = least(valid_to, @EndedAt) where id = @AggregateId",
                new { r.Event.AggregateId, r.Event.EndedAt }
            );
            return Task.CompletedTask;
        }
    }
}

/// <summary>
/// One reaction. Alone: one call, and one span, per event. Reactions that move areas run under the exclusive tree lock.
/// </summary>
sealed record Subscription(
    bool Alone,
    Func<Arrival, IAreasMoved>? Moves,
    Func<IReadOnlyList<Arrival>, Session, CancellationToken, Task> React
);

/// <summary>A message from the broker, or one that waited in the database.</summary>
sealed record Arrival(
    Guid EventId,
    short Lane,
    string Stream,
    string Type,
    Guid AggregateId,
    long Seq,
    string Body,
    string? Traceparent,
    DateTimeOffset OccurredAt
)
{
    /// <summary>The service that published the event and numbers its aggregate's events.</summary>
    public string Publisher => Wire.PublisherOf(Stream);
}
