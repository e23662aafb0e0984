using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ServiceDefaults.Messaging;

/// <summary>A queue that follows a stream.</summary>
readonly record struct Following(string Stream, string Queue);

/// <summary>
/// Declares, before anything is sent, the exchange of each stream and the queue of each follower bound to it, in
/// MassTransit's form (a quorum queue with a single active consumer, behind an exchange of the same name). Otherwise a
/// broker that restarts empty would confirm and drop messages sent before the followers are back.
/// </summary>
sealed class Topology(IConnection connection, ILogger log) : IAsyncDisposable
{
    static readonly Dictionary<string, object?> Arguments = new()
    {
        ["x-queue-type"] = "quorum",
        ["x-single-active-consumer"] = true,
    };
    IChannel? _channel;

    /// <summary>Declares exchanges, queues and bindings; existing ones stay unchanged.</summary>
    /// <returns>Streams with a follower whose queue is missing and could not be declared.</returns>
    public async Task<IReadOnlySet<string>> DeclareAsync(IEnumerable<Following> followings, CancellationToken ct)
    {
        HashSet<string> broken = [];
        foreach (var follower in followings.GroupBy(f => f.Queue))
        {
            // A queue with other arguments is bound as it is.
            var queue = await TryAsync(
                c => c.QueueDeclareAsync(follower.Key, true, false, false, Arguments, cancellationToken: ct),
                Constants.PreconditionFailed,
                ct
            );
            queue &= await TryAsync(
                c => c.ExchangeDeclareAsync(follower.Key, ExchangeType.Fanout, true, cancellationToken: ct),
                0,
                ct
            );
            queue &= await TryAsync(
                c => c.QueueBindAsync(follower.Key, follower.Key, "", cancellationToken: ct),
                0,
                ct
            );
            foreach (var stream in follower.Select(f => f.Stream))
                if (
                    !queue
                    || !await TryAsync(
                        c => c.ExchangeDeclareAsync(stream, ExchangeType.Fanout, true, cancellationToken: ct),
                        0,
                        ct
                    )
                    || !await TryAsync(c => c.ExchangeBindAsync(follower.Key, stream, "", cancellationToken: ct), 0, ct)
                )
                    broken.Add(stream);
        }
        return broken;
    }

    /// <summary>Whether this broker has the mark.</summary>
    public async Task<bool> HasMarkAsync(string mark, CancellationToken ct)
    {
        try
        {
            await (await ChannelAsync(ct)).ExchangeDeclarePassiveAsync(mark, ct);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }

    /// <summary>
    /// Declares a durable exchange to which nothing is sent: it disappears when the broker loses its data.
    /// </summary>
    public Task MarkAsync(string mark, CancellationToken ct) =>
        TryAsync(c => c.ExchangeDeclareAsync(mark, ExchangeType.Fanout, true, cancellationToken: ct), 0, ct);

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null)
            await _channel.DisposeAsync();
    }

    /// <summary>
    /// Uses its own channel, because a refusal closes it. A user without the right to declare relies on other services,
    /// and on returned messages.
    /// </summary>
    async Task<bool> TryAsync(Func<IChannel, Task> step, ushort tolerated, CancellationToken ct)
    {
        try
        {
            await step(await ChannelAsync(ct));
            return true;
        }
        catch (OperationInterruptedException e) when (connection.IsOpen)
        {
            var code = e.ShutdownReason?.ReplyCode ?? 0;
            if (code == Constants.AccessRefused || (code == tolerated && code != 0))
                return true;
            log.LogWarning("the broker refuses a queue, an exchange or a binding: {Code}", code);
            return false;
        }
    }

    async Task<IChannel> ChannelAsync(CancellationToken ct)
    {
        if (_channel is { IsOpen: true })
            return _channel;
        if (_channel is not null)
            await _channel.DisposeAsync();
        return _channel = await connection.CreateChannelAsync(cancellationToken: ct);
    }
}
