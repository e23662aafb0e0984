using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks;

/// <summary>An HTTP/1.1 load generator on bare sockets: as fast as the connections go, or at a constant rate.</summary>
sealed class Load(Uri target, IReadOnlyList<string> tokens)
{
    const int Connections = 64;

    /// <summary>
    /// What comes first is not measured: this program is compiled then, on the processors of the side it measures, and
    /// every token is new to the gateway.
    /// </summary>
    public static readonly TimeSpan LeadIn = TimeSpan.FromSeconds(2);
    readonly byte[][] _requests =
    [
        .. tokens.Select(t =>
            Encoding.ASCII.GetBytes(
                $"GET {target.PathAndQuery} HTTP/1.1\r\nHost: {target.Authority}\r\nAccept: "
                    + $"application/json\r\nAuthorization: Bearer {t}\r\n\r\n"
            )
        ),
    ];

    /// <summary>Every connection sends its next request when it has the answer.</summary>
    /// <param name="duration">Without the lead-in.</param>
    /// <returns>Requests answered a second after the lead-in, and all that were answered.</returns>
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
    /// Requests are due at even intervals whether or not the ones before are answered. A request that could not be sent
    /// when it was due, for every connection was busy, has waited since then; one sent late only because this program
    /// woke late has not.
    /// </summary>
    /// <param name="rate">Requests a second.</param>
    /// <param name="duration">Without the lead-in.</param>
    /// <returns>The latencies in milliseconds of what was sent after the lead-in, in order.</returns>
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
                                // To look every millisecond, 64 connections at once, would take a processor from the
                                // side that is measured.
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

        /// <returns>How long the whole answer is; 0 while its head is not all there.</returns>
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
