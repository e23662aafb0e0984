using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Contracts;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;

namespace Testing;

/// <summary>Publishes as the owner of any stream would: same envelope, same headers, a sequence without gaps for each aggregate.</summary>
public sealed class OtherServices : IAsyncDisposable
{
    readonly ConcurrentDictionary<Guid, long> _sequences = new();
    readonly SemaphoreSlim _one = new(1);
    readonly Broker _broker;
    readonly Sealer _sealer;
    Publisher? _publisher;

    internal OtherServices(IConfiguration configuration, Sealer sealer) => (_broker, _sealer) = (new Broker(configuration), sealer);

    public Task<Sent> PublishAsync<T>(T e) where T : class, IEvent => PublishAsync(_ => e);

    /// <summary>For events with sealed fields.</summary>
    public Task<Sent> PublishAsync<T>(Func<EventSealer, T> make) where T : class, IEvent
    {
        var id = Guid.CreateVersion7();
        var e = make(new EventSealer(_sealer, id));
        return SendAsync(e, id, _sequences.AddOrUpdate(e.AggregateId, 1, (_, last) => last + 1));
    }

    /// <summary>Sends an event under any id and sequence: again, too early, or leaving a gap.</summary>
    public async Task<Sent> SendAsync<T>(T e, Guid id, long sequence, string? body = null) where T : class, IEvent
    {
        var wire = Wire.Of(typeof(T));
        var bytes = body is null ? JsonSerializer.SerializeToUtf8Bytes(e, Wire.Json) : System.Text.Encoding.UTF8.GetBytes(body);
        _sequences.AddOrUpdate(e.AggregateId, sequence, (_, last) => Math.Max(last, sequence));
        var row = new OutboxRow(0, id, wire.Stream, wire.Type, e.AggregateId, sequence, bytes, Activity.Current?.Id, TimeProvider.System.GetUtcNow().UtcDateTime, null);
        await _one.WaitAsync();
        try
        {
            _publisher ??= await Publisher.OpenAsync(_broker, "tests", 1_000, default);
            if (await _publisher.TrySendAsync(row, default) is { } refused) throw new InvalidOperationException("The broker refused the event.", refused);
        }
        finally { _one.Release(); }
        return new(id, e.AggregateId, sequence);
    }

    public async ValueTask DisposeAsync()
    {
        if (_publisher is not null) await _publisher.DisposeAsync();
        _one.Dispose();
    }
}

/// <summary>An event that is on its way.</summary>
public sealed record Sent(Guid EventId, Guid AggregateId, long Sequence);
