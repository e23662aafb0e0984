using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace ServiceDefaults.Messaging;

/// <summary>
/// A channel with publisher confirms. Messages are MassTransit envelopes (application/vnd.masstransit+json), written
/// without an intermediate object, so that any MassTransit consumer reads them.
/// </summary>
sealed class Publisher : IAsyncDisposable
{
    readonly IConnection _connection;
    readonly int _window;
    readonly HashSet<string> _declared = [];
    readonly CancellationTokenSource _closed = new();
    IChannel _channel;

    /// <summary>
    /// Streams with followers: a message to them that reaches no queue is returned, as is a message to a single queue.
    /// </summary>
    public IReadOnlySet<string> Followed { get; set; } = new HashSet<string>();

    /// <summary>Cancelled when the connection is lost.</summary>
    public CancellationToken Closed => _closed.Token;

    Publisher(IConnection connection, IChannel channel, int window)
    {
        (_connection, _channel, _window) = (connection, channel, window);
        connection.ConnectionShutdownAsync += (_, _) => _closed.CancelAsync();
    }

    public static async Task<Publisher> OpenAsync(Broker broker, string name, int window, CancellationToken ct)
    {
        var connection = await broker.ConnectAsync(name, ct);
        return new(connection, await ChannelAsync(connection, window, ct), window);
    }

    public void ThrowIfClosed()
    {
        if (!_connection.IsOpen)
            throw new AlreadyClosedException(
                _connection.CloseReason ?? new ShutdownEventArgs(ShutdownInitiator.Library, 0, "closed")
            );
    }

    /// <summary>For declaring exchanges and queues on this connection.</summary>
    public Topology Topology(ILogger log) => new(_connection, log);

    /// <summary>
    /// Opens a new channel after the broker closed one because an exchange or queue is missing or has other properties.
    /// </summary>
    public async Task ReopenAsync(CancellationToken ct)
    {
        ThrowIfClosed();
        if (_channel.IsOpen)
            return;
        _declared.Clear();
        await _channel.DisposeAsync();
        _channel = await ChannelAsync(_connection, _window, ct);
    }

    /// <summary>Sends a window and waits for its confirms.</summary>
    /// <returns>The rows that were not confirmed or were returned, in order, with the reasons.</returns>
    /// <exception cref="AlreadyClosedException">The connection is lost; only confirmed rows count as sent.</exception>
    public async Task<IReadOnlyList<Unsent>> SendAsync(IReadOnlyList<OutboxRow> rows, CancellationToken ct)
    {
        // Declares the exchanges first: rows that each find theirs missing would declare it in parallel and lose their
        // order.
        foreach (var exchange in rows.Select(Exchange).Distinct())
            if (await TryDeclareAsync(exchange, ct) is not null)
                await ReopenAsync(ct);
        var confirms = new Task<Exception?>[rows.Count];
        for (var i = 0; i < rows.Count; i++)
            confirms[i] = TrySendAsync(rows[i], ct);
        var outcomes = await Task.WhenAll(confirms);
        ThrowIfClosed();
        List<Unsent> failed = [];
        for (var i = 0; i < rows.Count; i++)
            if (outcomes[i] is { } why)
                failed.Add(new(rows[i], why));
        if (failed.Count > 0)
            await ReopenAsync(ct);
        return failed;
    }

    /// <returns>Why the broker did not accept the row; null when it is confirmed.</returns>
    public async Task<Exception?> TrySendAsync(OutboxRow row, CancellationToken ct)
    {
        if (await TryDeclareAsync(Exchange(row), ct) is { } refused)
            return refused;
        try
        {
            await _channel.BasicPublishAsync(
                Exchange(row),
                row.Destination ?? "",
                mandatory: row.Destination is not null || Followed.Contains(row.Stream),
                Properties(row),
                Envelope(row),
                ct
            );
            return null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return e;
        }
    }

    async Task<Exception?> TryDeclareAsync(string exchange, CancellationToken ct)
    {
        if (exchange.Length == 0 || _declared.Contains(exchange))
            return null;
        try
        {
            await _channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return e;
        }
        _declared.Add(exchange);
        return null;
    }

    static string Exchange(OutboxRow row) => row.Destination is null ? row.Stream : "";

    static Task<IChannel> ChannelAsync(IConnection connection, int window, CancellationToken ct) =>
        connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true,
                publisherConfirmationTrackingEnabled: true,
                new ThrottlingRateLimiter(window * 2)
            ),
            ct
        );

    static BasicProperties Properties(OutboxRow row)
    {
        var headers = new Dictionary<string, object?>(6)
        {
            [WireHeaders.Type] = row.Type,
            [WireHeaders.Stream] = row.Stream,
            [WireHeaders.Aggregate] = row.AggregateId.ToString("N"),
            [WireHeaders.Sequence] = row.Seq,
            [WireHeaders.OccurredAt] = new DateTimeOffset(row.OccurredAt).ToUnixTimeMilliseconds(),
        };
        if (row.Traceparent is not null)
            headers[WireHeaders.TraceParent] = row.Traceparent;
        return new BasicProperties
        {
            Persistent = true,
            ContentType = "application/vnd.masstransit+json",
            MessageId = row.EventId.ToString("N"),
            Type = row.Type,
            Headers = headers,
        };
    }

    static ReadOnlyMemory<byte> Envelope(OutboxRow row)
    {
        var dot = row.Type.LastIndexOf('.');
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"messageId":"{{row.EventId}}","messageType":["urn:message:{{row.Type.AsSpan(0, dot)}}:"""
                + $$"""{{row.Type.AsSpan(dot + 1)}}"],"message":"""
        );
        var size = Encoding.UTF8.GetByteCount(head);
        var bytes = new byte[size + row.Body.Length + 1];
        Encoding.UTF8.GetBytes(head, bytes);
        row.Body.CopyTo(bytes, size);
        bytes[^1] = (byte)'}';
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _channel.DisposeAsync();
        }
        catch (Exception e) when (e is AlreadyClosedException or OperationInterruptedException or IOException)
        { /* gone already */
        }
        await _connection.DisposeAsync();
        _closed.Dispose();
    }
}

/// <summary>A row that the broker did not accept, and the reason.</summary>
readonly record struct Unsent(OutboxRow Row, Exception Why)
{
    /// <summary>It reached no queue.</summary>
    public bool IsReturned => Why is PublishException { IsReturn: true };
}
