using System.Globalization;
using System.Text.Json.Nodes;
using Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Messaging;

/// <summary>
/// The one consumer of a queue. It never throws: while the database is away it keeps the batch and tries again; what cannot be applied is parked by the inbox.
/// </summary>
sealed class Consumer(Inbox inbox, Lane lane, TimeProvider clock, ILogger<Consumer> log) : IConsumer<Batch<JsonObject>>
{
    public async Task Consume(ConsumeContext<Batch<JsonObject>> context)
    {
        var batch = new List<Arrival>(context.Message.Length);
        for (var i = 0; i < context.Message.Length; i++)
            batch.Add(Read(context.Message[i]));
        for (var pause = 100; ; pause = Math.Min(pause * 2, 2_000))
        {
            try
            {
                System.Diagnostics.Activity.Current = null; // each event continues its own trace
                // Not cancelled by a shutdown: a batch ends committed, or unacknowledged when the process goes. A fault would be acknowledged, and lost.
                await inbox.ReceiveAsync(batch, CancellationToken.None);
                return;
            }
            catch (Exception e)
            {
                log.LogWarning("{Lane}: {Count} events wait for the database: {Error}", lane, batch.Count, e.GetType().Name);
                await Task.Delay(pause, CancellationToken.None);
            }
        }
    }

    Arrival Read(ConsumeContext<JsonObject> message)
    {
        var headers = message.ReceiveContext.TransportHeaders;
        var type = headers.Get<string>(WireHeaders.Type);
        var stream = headers.Get<string>(WireHeaders.Stream);
        if (message.MessageId is not { } id || type is null || stream is null || !Guid.TryParse(headers.Get<string>(WireHeaders.Aggregate), out var aggregate)
            || !headers.TryGetHeader(WireHeaders.Sequence, out var seq) || !headers.TryGetHeader(WireHeaders.OccurredAt, out var at))
        {
            log.LogError("a message without the platform's headers was parked: {Type}", type);
            return Inbox.Unreadable(lane, message.MessageId ?? NewId.NextGuid(), message.Message.ToJsonString(), clock.GetUtcNow());
        }
        return new(id, (short)lane, stream, type, aggregate, Convert.ToInt64(seq, CultureInfo.InvariantCulture), message.Message.ToJsonString(),
            headers.Get<string>(WireHeaders.TraceParent), DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(at, CultureInfo.InvariantCulture)));
    }
}
