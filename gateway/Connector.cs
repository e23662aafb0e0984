using System.Net.Sockets;

namespace Gateway;

/// <summary>
/// Opens connections to one service, and retries a refused or late one: while pods are replaced, the service's address
/// briefly leads to a pod that has ended. After the patience the service counts as lost: each request then tries once
/// and fails at once.
/// </summary>
/// <param name="patience">How long a request waits for a connection, and how long a service may refuse before it counts
/// as lost.</param>
sealed class Connector(TimeSpan patience)
{
    /// <summary>
    /// Longer than a node takes to stop routing to an ended pod (1.2 to 4 s measured), shorter than clients wait for an
    /// answer.
    /// </summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);

    static readonly TimeSpan OneAttempt = TimeSpan.FromSeconds(2),
        FirstPause = TimeSpan.FromMilliseconds(50),
        LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Timestamp of the first refusal; 0 while the service accepts.</summary>
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
