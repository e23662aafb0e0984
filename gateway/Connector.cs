using System.Net.Sockets;

namespace Gateway;

/// <summary>
/// Opens the connections to one service, and tries again where one is refused or not made in time: while pods change
/// places, the service's address leads for a moment to one that is gone. A service that has refused for longer than the
/// patience is away; then each request tries once, and hears so at once.
/// </summary>
/// <param name="patience">For how long a request waits for a connection, and a service may refuse before it counts as
/// away.</param>
sealed class Connector(TimeSpan patience)
{
    /// <summary>
    /// Longer than a node takes to stop sending to a pod that is gone (1.2 to 4 s were seen), shorter than anybody
    /// waits for an answer.
    /// </summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);

    static readonly TimeSpan OneAttempt = TimeSpan.FromSeconds(2),
        FirstPause = TimeSpan.FromMilliseconds(50),
        LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>When the service began to refuse; 0 while it does not.</summary>
    long _refusesSince;

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var began = Environment.TickCount64;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var stream = await AttemptAsync(context, ct);
                Volatile.Write(ref _refusesSince, 0);
                return stream;
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                Interlocked.CompareExchange(ref _refusesSince, Environment.TickCount64, 0);
                var since = Math.Min(began, Volatile.Read(ref _refusesSince) is var s and not 0 ? s : began);
                if (Environment.TickCount64 + pause.TotalMilliseconds - since > patience.TotalMilliseconds)
                    throw;
            }
            await Task.Delay(pause, ct);
        }
    }

    static async ValueTask<Stream> AttemptAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(OneAttempt);
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, limit.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"no connection to {context.DnsEndPoint} within {OneAttempt.TotalSeconds} s");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
