using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks;

/// <summary>
/// An HTTP/1.1 load generator on sockets: at full speed of the connections, or at a constant rate. The requests take
/// turns with the callers, each a header that identifies one.
/// </summary>
sealed class Load(Uri target, IReadOnlyList<string> callers)
{
    const int Connections = 64;

    /// <summary>
    /// Not measured: this program is JIT-compiled on the same processors meanwhile, and the gateway validates each
    /// token for the first time.
    /// </summary>
    public static readonly TimeSpan LeadIn = TimeSpan.FromSeconds(2);
    readonly byte[][] _requests =
    [
        .. callers.Select(c =>
            Encoding.ASCII.GetBytes(
                $"GET {target.PathAndQuery} HTTP/1.1\r\nHost: {target.Authority}\r\nAccept: "
                    + $"application/json\r\n{c}\r\n\r\n"
            )
        ),
    ];

    /// <summary>Each connection sends its next request after the answer.</summary>
    /// <param name="duration">Duration without the lead-in.</param>
    /// <returns>Answered requests per second after the lead-in, and all answered requests.</returns>
    public async Task<(double Rate, long Requests)> FastAsync(TimeSpan duration)
    {
        var ends = Stopwatch.GetTimestamp() + (long)((LeadIn + duration).TotalSeconds * Stopwatch.Frequency);
        var next = 0;
        var done = 0L;
        var all = Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        using var connection = await Connection.OpenAsync(target);
                        while (Stopwatch.GetTimestamp() < ends)
                        {
                            await connection.AskAsync(
                                _requests[(uint)Interlocked.Increment(ref next) % _requests.Length]
                            );
                            Interlocked.Increment(ref done);
                        }
                    })
                )
        );
        await Task.Delay(LeadIn);
        var (led, since) = (Interlocked.Read(ref done), Stopwatch.GetTimestamp());
        await all;
        return ((done - led) / Stopwatch.GetElapsedTime(since).TotalSeconds, done);
    }

    /// <summary>
    /// Requests are due at constant intervals, even if earlier ones are unanswered. The latency includes the wait for a
    /// free connection, but not a late wake-up of this program.
    /// </summary>
    /// <param name="rate">Requests per second.</param>
    /// <param name="duration">Duration without the lead-in.</param>
    /// <returns>Sorted latencies in milliseconds of the requests after the lead-in.</returns>
    public async Task<double[]> SteadyAsync(double rate, TimeSpan duration)
    {
        var latencies = new double[(int)(rate * (LeadIn + duration).TotalSeconds)];
        var interval = Stopwatch.Frequency / rate;
        var began = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 10;
        var next = -1;
        await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        using var connection = await Connection.OpenAsync(target);
                        for (int i; (i = Interlocked.Increment(ref next)) < latencies.Length; )
                        {
                            var since = began + (long)(i * interval);
                            if (Stopwatch.GetTimestamp() < since)
                            {
                                // Polling each millisecond on 64 connections would take a processor from the measured
                                // side.
                                while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), since) is { Ticks: > 0 } left)
                                    await Task.Delay((int)Math.Ceiling(left.TotalMilliseconds));
                                since = Stopwatch.GetTimestamp();
                            }
                            await connection.AskAsync(_requests[i % _requests.Length]);
                            latencies[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                        }
                    })
                )
        );
        var measured = latencies[(int)(rate * LeadIn.TotalSeconds)..];
        Array.Sort(measured);
        return measured;
    }

    sealed class Connection(Socket socket) : IDisposable
    {
        readonly byte[] _buffer = new byte[16 * 1024];

        public static async Task<Connection> OpenAsync(Uri target)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, target.Port);
            return new(socket);
        }

        public async ValueTask AskAsync(byte[] request)
        {
            await socket.SendAsync(request);
            for (int have = 0, need = 0; need == 0 || have < need; )
            {
                var got = await socket.ReceiveAsync(_buffer.AsMemory(have));
                if (got == 0)
                    throw new IOException("The connection was closed.");
                have += got;
                if (need == 0)
                    need = Need(_buffer.AsSpan(0, have));
            }
        }

        public void Dispose() => socket.Dispose();

        /// <returns>Length of the whole answer; 0 while its head is incomplete.</returns>
        static int Need(ReadOnlySpan<byte> answer)
        {
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0)
                return 0;
            if (!answer.StartsWith("HTTP/1.1 200"u8))
                throw new IOException($"Answered {Encoding.ASCII.GetString(answer[..head])}");
            var at = answer.IndexOf("Content-Length: "u8);
            return at >= 0 && Utf8Parser.TryParse(answer[(at + 16)..], out int length, out _)
                ? head + 4 + length
                : throw new IOException("The answer has no length.");
        }
    }
}
