using Contracts;
using Contracts.Platform.V1;
using ServiceDefaults.Data;

namespace ServiceDefaults.Messaging;

/// <summary>
/// The owner keeps every event. A follower that is new, has lost messages or rebuilds a projection requests the history
/// of a stream and receives it on its own queue, in order, followed by RepublishCompleted. Events already applied are
/// ignored by their sequence.
/// </summary>
static class Republish
{
    const string Stream = "e.stream = @stream";

    /// <summary>
    /// All numbers of the aggregate, also those published on another stream when that was possible: followers of this
    /// stream wait for them too.
    /// </summary>
    const string Some = """
        e.aggregate_id in (
            select aggregate_id from platform.events where aggregate_id = any (@Aggregates) and stream = @stream
        )
        """;

    /// <summary>
    /// As owner: queues the history of the requested streams that belong to this service. Events already in the outbox
    /// for that queue are not queued again, however many requests have gathered.
    /// </summary>
    public static async Task Serve(
        string service,
        Received<RepublishRequested> received,
        Session session,
        CancellationToken ct
    )
    {
        var request = received.Event;
        foreach (var stream in request.Streams.Where(s => s.StartsWith(service + ".", StringComparison.Ordinal)))
        {
            var lane = (short)Wire.LaneOf(stream);
            await Routing.RememberAsync(stream, request.Queue, session, ct);
            var count = await session.Within(
                Work.Republish,
                () =>
                    session.Execute(
                        $"""
                        insert into platform.outbox (lane, event_position, aggregate_id, destination)
                        select @lane, position, aggregate_id, @Queue from platform.events e
                        where {(request.Aggregates is null ? Stream : Some)}
                          and not exists (
                              select from platform.outbox o
                              where o.event_position = e.position and o.destination = @Queue
                          )
                          order by position
                        """,
                        new
                        {
                            lane,
                            request.Queue,
                            stream,
                            Aggregates = request.Aggregates?.ToArray(),
                        },
                        ct
                    ),
                ct
            );
            session.Defer("select pg_notify('outbox', '')");
            if (request.Aggregates is null)
                session.Publish(
                    new RepublishCompleted(request.RequestId, stream, request.Queue, count)
                    {
                        CompletionId = Guid.CreateVersion7(session.Now),
                    }
                );
        }
    }

    /// <summary>
    /// As follower: the requested history has been sent before this event, and the stream counts as loaded.
    /// </summary>
    public static Task Complete(Received<RepublishCompleted> received, Session session, CancellationToken ct)
    {
        session.Defer(
            """
            update platform.subscriptions
            set loaded_at = greatest(@Now, requested_at), repeats = 0
            where stream = @Stream and @RequestId between coalesce(first_request_id, request_id) and request_id
            """,
            new
            {
                received.Event.Stream,
                received.Event.RequestId,
                session.Now,
            }
        );
        return Task.CompletedTask;
    }

    /// <summary>
    /// As follower: requests a stream's whole history, or that of some aggregates; isRepeated marks a request without
    /// an answer so far.
    /// </summary>
    public static void Request(
        Session session,
        string service,
        Lane lane,
        IReadOnlyList<string> streams,
        IReadOnlyList<Guid>? aggregates = null,
        bool isRepeated = false
    )
    {
        var id = Guid.CreateVersion7(session.Now);
        session.Publish(new RepublishRequested(id, Wire.Queue(service, lane), streams, aggregates));
        if (aggregates is null)
            session.Defer(
                """
                insert into platform.subscriptions as s (stream, request_id, requested_at, first_request_id)
                select unnest(@streams::text[]), @id, @Now, @id
                on conflict (stream)
                    do update set request_id = excluded.request_id, requested_at = excluded.requested_at,
                    first_request_id = case
                        when @isRepeated then coalesce(s.first_request_id, s.request_id)
                        else excluded.request_id end,
                    repeats = case when @isRepeated then s.repeats + 1 else 0 end
                """,
                new
                {
                    streams = streams.ToArray(),
                    id,
                    session.Now,
                    isRepeated,
                }
            );
    }
}
