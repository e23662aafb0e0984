using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Contracts;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;

namespace Testing;

/// <summary>
/// Publishes events of any stream as its owner does: same envelope and headers, a gap-free sequence for each aggregate.
/// </summary>
public sealed class OtherServices : IAsyncDisposable
{
    const int Window = 1_000;
    readonly ConcurrentDictionary<Guid, long> _sequences = new();
    readonly SemaphoreSlim _one = new(1);
    readonly Broker _broker;
    readonly Sealer _sealer;
    Publisher? _publisher;

    internal OtherServices(IConfiguration configuration, Sealer sealer) =>
        (_broker, _sealer) = (new Broker(configuration), sealer);

    public Task<Sent> PublishAsync<T>(T e)
        where T : class, IEvent => PublishAsync(_ => e);

    /// <summary>Publishes an event with sealed fields.</summary>
    public Task<Sent> PublishAsync<T>(Func<EventSealer, T> make)
        where T : class, IEvent
    {
        var id = Guid.CreateVersion7();
        var e = make(new EventSealer(_sealer, id));
        return SendAsync(e, id, _sequences.AddOrUpdate(e.AggregateId, 1, (_, last) => last + 1));
    }

    /// <summary>Sends an event with any id and sequence: repeated, too early, or after a gap.</summary>
    /// <param name="at">Time of the event; now if null.</param>
    public async Task<Sent> SendAsync<T>(T e, Guid id, long sequence, string? body = null, DateTimeOffset? at = null)
        where T : class, IEvent
    {
        _sequences.AddOrUpdate(e.AggregateId, sequence, (_, last) => Math.Max(last, sequence));
        var row = Row(
            e,
            id,
            sequence,
            body is null ? JsonSerializer.SerializeToUtf8Bytes(e, Wire.Json) : System.Text.Encoding.UTF8.GetBytes(body),
            at
        );
        await _one.WaitAsync();
        try
        {
            _publisher ??= await Publisher.OpenAsync(_broker, "tests", Window, default);
            if (await _publisher.TrySendAsync(row, default) is { } refused)
                throw new InvalidOperationException("The broker refused the event.", refused);
        }
        finally
        {
            _one.Release();
        }
        return new(id, e.AggregateId, sequence);
    }

    /// <summary>Publishes many events with a window of unconfirmed ones.</summary>
    /// <returns>The event ids.</returns>
    public async Task<Guid[]> PublishAllAsync<T>(IEnumerable<T> events)
        where T : class, IEvent
    {
        var rows = events
            .Select(e =>
                Row(
                    e,
                    Guid.CreateVersion7(),
                    _sequences.AddOrUpdate(e.AggregateId, 1, (_, last) => last + 1),
                    JsonSerializer.SerializeToUtf8Bytes(e, Wire.Json)
                )
            )
            .ToArray();
        await _one.WaitAsync();
        try
        {
            _publisher ??= await Publisher.OpenAsync(_broker, "tests", Window, default);
            // Unconfirmed events are sent again, as the relay does.
            foreach (var window in rows.Chunk(Window))
            {
                IReadOnlyList<OutboxRow> unsent = window;
                for (var attempt = 0; attempt < 5 && unsent.Count > 0; attempt++)
                    unsent = [.. (await _publisher.SendAsync(unsent, default)).Select(u => u.Row)];
                if (unsent.Count > 0)
                    throw new InvalidOperationException($"The broker refused {unsent.Count} events.");
            }
        }
        finally
        {
            _one.Release();
        }
        return Array.ConvertAll(rows, r => r.EventId);
    }

    static OutboxRow Row<T>(T e, Guid id, long sequence, byte[] body, DateTimeOffset? at = null)
        where T : class, IEvent
    {
        var wire = Wire.Of(typeof(T));
        return new(
            0,
            id,
            wire.Stream,
            wire.Type,
            e.AggregateId,
            sequence,
            body,
            Activity.Current?.Id,
            (at ?? TimeProvider.System.GetUtcNow()).UtcDateTime,
            null
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_publisher is not null)
            await _publisher.DisposeAsync();
        _one.Dispose();
    }
}

/// <summary>A published event.</summary>
public sealed record Sent(Guid EventId, Guid AggregateId, long Sequence);
