using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Testing;

/// <summary>
/// A TCP proxy that can be cut and restored, or drop all replies: it simulates outages and lost replies without
/// touching the server. It also gives replaced processes a constant address.
/// </summary>
public sealed class Link : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<TcpClient, byte> _ends = new();
    readonly CancellationTokenSource _stop = new();
    readonly string _host;
    readonly Task _accepting;
    volatile bool _cut,
        _mute;
    volatile int[] _ports;
    int _turn;

    public Link(string host, int port)
    {
        (_host, _ports) = (host, [port]);
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Closes all connections, and each new one at once.</summary>
    public void Cut()
    {
        _cut = true;
        foreach (var end in _ends.Keys)
            end.Dispose();
    }

    public void Mend() => (_cut, _mute) = (false, false);

    /// <summary>New connections go to these ports in turn; open ones stay.</summary>
    public void LeadTo(params int[] ports) => _ports = ports;

    /// <summary>Drops the replies of the server; requests still arrive.</summary>
    public void LoseReplies() => _mute = true;

    async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = Task.Run(() => CarryAsync(client));
        }
    }

    async Task CarryAsync(TcpClient client)
    {
        using var near = client;
        if (_cut)
            return;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        _ends[near] = _ends[far] = 0;
        try
        {
            var ports = _ports;
            await far.ConnectAsync(_host, ports[(uint)Interlocked.Increment(ref _turn) % ports.Length], _stop.Token);
            await Task.WhenAny(PumpAsync(near, far, isReply: false), PumpAsync(far, near, isReply: true));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        { /* the link ends with either side */
        }
        _ends.TryRemove(near, out _);
        _ends.TryRemove(far, out _);
    }

    async Task PumpAsync(TcpClient from, TcpClient to, bool isReply)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
                if (!isReply || !_mute)
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
        catch (Exception e)
            when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException
            )
        { /* the other direction ends with this one */
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Cut();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }
}
