using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Contracts;
using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ServiceDefaults.Messaging;

/// <summary>
/// The consumer of one queue. MassTransit manages connection, topology and registration; deliveries are taken from the
/// channel before MassTransit deserializes them. They are applied in batches, one after another, and a batch is
/// acknowledged as a whole after its commit. The consumer never throws: while the database is unreachable it keeps the
/// batch and tries again; an event that cannot be applied or read is parked by the inbox instead of going to an error
/// queue.
/// </summary>
sealed class Consumer(Inbox inbox, Lane lane, int batchSize, TimeProvider clock, ILogger<Consumer> log)
    : IFilter<ChannelContext>
{
    static readonly long FirstMoment = DateTimeOffset.MinValue.ToUnixTimeMilliseconds(),
        LastMoment = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    int BatchSize => batchSize;

    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        using var diverted = new Diverted(context, this);
        try
        {
            await next.Send(diverted);
        }
        finally
        {
            diverted.Deliveries?.End();
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");

    /// <summary>Deliveries not acknowledged when their channel closes are redelivered on the next.</summary>
    async Task ApplyAsync(IReadOnlyList<Arrival> batch, IChannel channel, ulong last)
    {
        for (var pause = 100; channel.IsOpen; pause = Math.Min(pause * 2, 2_000))
        {
            try
            {
                // Not cancelled by a shutdown: the batch is committed, or stays unacknowledged when the process ends.
                await inbox.ReceiveAsync(batch, CancellationToken.None);
                await channel.BasicAckAsync(last, multiple: true);
                return;
            }
            catch (Exception e)
            {
                log.LogWarning("{Lane}: {Count} events wait: {Error}", lane, batch.Count, e.Brief());
                await Task.Delay(pause, CancellationToken.None);
            }
        }
    }

    Arrival Read(IReadOnlyBasicProperties properties, ReadOnlySpan<byte> body)
    {
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
        log.LogError("a message without platform headers was parked: {Type}", type);
        return Inbox.Unreadable(
            lane,
            known ? id : NewId.NextGuid(),
            Encoding.UTF8.GetString(body).Replace("\0", "", StringComparison.Ordinal),
            clock.GetUtcNow()
        );
    }

    /// <summary>A header's text; null where it is missing or where the database cannot store it.</summary>
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

    /// <summary>The JSON text of the envelope's member "message".</summary>
    static string? Message(ReadOnlySpan<byte> envelope)
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
                    return Encoding.UTF8.GetString(envelope.Slice(start, (int)reader.BytesConsumed - start));
            }
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The channel that MassTransit's own consumer gets: it is informed when consuming begins and ends, but receives no
    /// deliveries.
    /// </summary>
    sealed class Diverted(ChannelContext context, Consumer consumer)
        : ScopeChannelContext(context, context.CancellationToken),
            ChannelContext
    {
        public Deliveries? Deliveries { get; private set; }

        Task<string> ChannelContext.BasicConsume(
            string queue,
            bool noAck,
            bool exclusive,
            IDictionary<string, object> arguments,
            IAsyncBasicConsumer inner,
            string tag,
            CancellationToken ct
        ) => BasicConsume(queue, noAck, exclusive, arguments, Deliveries = new(Channel, consumer, inner), tag, ct);

        /// <summary>The channel closes after its deliveries have been applied.</summary>
        async Task ChannelContext.BasicCancel(string tag, CancellationToken ct)
        {
            await BasicCancel(tag, ct);
            if (Deliveries is { } deliveries)
                await deliveries.Applied.WaitAsync(ct);
        }
    }

    /// <summary>
    /// The deliveries of one channel, in order; all other calls are passed to MassTransit's consumer.
    /// </summary>
    sealed class Deliveries : IAsyncBasicConsumer
    {
        readonly Channel<(Arrival Arrival, ulong Tag)> _arrived = System.Threading.Channels.Channel.CreateUnbounded<(
            Arrival,
            ulong
        )>(new() { SingleReader = true });
        readonly IChannel _channel;
        readonly Consumer _consumer;
        readonly IAsyncBasicConsumer _inner;

        public Deliveries(IChannel channel, Consumer consumer, IAsyncBasicConsumer inner)
        {
            (_channel, _consumer, _inner) = (channel, consumer, inner);
            Applied = Task.Run(ApplyAllAsync);
        }

        /// <summary>Completes after <see cref="End"/>, when all deliveries received by then are applied.</summary>
        public Task Applied { get; }

        public IChannel Channel => _channel;

        public void End() => _arrived.Writer.TryComplete();

        public Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default
        )
        {
            _arrived.Writer.TryWrite((_consumer.Read(properties, body.Span), deliveryTag));
            return Task.CompletedTask;
        }

        public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            End();
            return _inner.HandleBasicCancelOkAsync(consumerTag, cancellationToken);
        }

        public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) =>
            _inner.HandleBasicConsumeOkAsync(consumerTag, cancellationToken);

        public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default) =>
            _inner.HandleBasicCancelAsync(consumerTag, cancellationToken);

        public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) =>
            _inner.HandleChannelShutdownAsync(channel, reason);

        async Task ApplyAllAsync()
        {
            System.Diagnostics.Activity.Current = null; // each event continues its own trace
            List<Arrival> batch = [];
            while (await _arrived.Reader.WaitToReadAsync())
            {
                ulong last = 0;
                while (batch.Count < _consumer.BatchSize && _arrived.Reader.TryRead(out var delivery))
                {
                    batch.Add(delivery.Arrival);
                    last = delivery.Tag;
                }
                await _consumer.ApplyAsync(batch, _channel, last);
                batch.Clear();
            }
        }
    }
}
