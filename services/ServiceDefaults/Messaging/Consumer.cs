using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace ServiceDefaults.Messaging;

/// <summary>
/// The one consumer of a queue. It takes deliveries as they come off the wire, before MassTransit would make objects of them, and applies what has gathered in batches, one after
/// another; a delivery is acknowledged when its batch is committed. It never throws: while the database is away it keeps the batch and tries again; what cannot be applied or
/// read is parked by the inbox instead of going to an error queue nobody watches.
/// </summary>
sealed class Consumer(Inbox inbox, Lane lane, int batchSize, TimeProvider clock, ILogger<Consumer> log)
    : IFilter<ReceiveContext>
{
    static readonly long FirstMoment = DateTimeOffset.MinValue.ToUnixTimeMilliseconds(),
        LastMoment = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    readonly Channel<Delivery> _arrived = Channel.CreateUnbounded<Delivery>();
    int _applying;

    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var delivery = new Delivery(
            Read(context),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        _arrived.Writer.TryWrite(delivery);
        if (Interlocked.Exchange(ref _applying, 1) == 0)
            _ = Task.Run(ApplyAllAsync);
        return delivery.Applied.Task;
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");

    async Task ApplyAllAsync()
    {
        System.Diagnostics.Activity.Current = null; // each event continues its own trace
        List<Delivery> batch = new(batchSize);
        do
        {
            while (_arrived.Reader.TryRead(out var delivery))
            {
                batch.Add(delivery);
                if (batch.Count < batchSize && _arrived.Reader.TryPeek(out _))
                    continue;
                await ApplyAsync([.. batch.Select(d => d.Arrival)]);
                foreach (var applied in batch)
                    applied.Applied.SetResult();
                batch.Clear();
            }
            Interlocked.Exchange(ref _applying, 0);
        } while (_arrived.Reader.TryPeek(out _) && Interlocked.Exchange(ref _applying, 1) == 0);
    }

    async Task ApplyAsync(Arrival[] batch)
    {
        for (var pause = 100; ; pause = Math.Min(pause * 2, 2_000))
        {
            try
            {
                // Not cancelled by a shutdown: a batch ends committed, or unacknowledged when the process goes. A fault would be acknowledged, and lost.
                await inbox.ReceiveAsync(batch, CancellationToken.None);
                return;
            }
            catch (Exception e)
            {
                log.LogWarning("{Lane}: {Count} events wait for the database: {Error}", lane, batch.Length, e.Brief());
                await Task.Delay(pause, CancellationToken.None);
            }
        }
    }

    Arrival Read(ReceiveContext context)
    {
        var body = context.Body.GetBytes();
        var properties = context.GetPayload<RabbitMqBasicConsumeContext>().Properties;
        var known = Guid.TryParse(properties.MessageId, out var id);
        var (type, stream) = (Text(properties, WireHeaders.Type), Text(properties, WireHeaders.Stream));
        if (
            known
            && type is not null
            && stream is not null
            && Guid.TryParse(Text(properties, WireHeaders.Aggregate), out var aggregate)
            && Number(properties, WireHeaders.Sequence) is { } seq
            && Number(properties, WireHeaders.OccurredAt) is { } at
            && at >= FirstMoment
            && at <= LastMoment
            && Message(body) is { } message
        )
            return new(
                id,
                (short)lane,
                stream,
                type,
                aggregate,
                seq,
                message,
                Text(properties, WireHeaders.TraceParent),
                DateTimeOffset.FromUnixTimeMilliseconds(at)
            );
        log.LogError("a message that is not the platform's was parked: {Type}", type);
        return Inbox.Unreadable(
            lane,
            known ? id : NewId.NextGuid(),
            Encoding.UTF8.GetString(body).Replace("\0", "", StringComparison.Ordinal),
            clock.GetUtcNow()
        );
    }

    /// <summary>Null where it is missing or where the database could not hold it.</summary>
    static string? Text(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers is { } headers
        && headers.TryGetValue(name, out var value)
        && (value as string ?? (value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : null)) is { } text
        && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : null;

    static long? Number(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers is { } headers && headers.TryGetValue(name, out var value) && value is long or int
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : null;

    /// <summary>The member "message" of the envelope, as it stands there.</summary>
    static string? Message(byte[] envelope)
    {
        try
        {
            var reader = new Utf8JsonReader(envelope);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var wanted = reader.ValueTextEquals("message"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (wanted)
                    return Encoding.UTF8.GetString(envelope.AsSpan(start, (int)reader.BytesConsumed - start));
            }
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    sealed record Delivery(Arrival Arrival, TaskCompletionSource Applied);
}
