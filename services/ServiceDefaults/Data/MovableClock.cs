using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ServiceDefaults.Data;

/// <summary>
/// Development only: the system clock plus an offset stored in the service's database. Every replica follows a change
/// at once by NOTIFY, at the latest after 5 s. Tokens are validated by the real clock.
/// </summary>
sealed class MovableClock(NpgsqlDataSource source) : TimeProvider, IHostedService, IDisposable
{
    readonly CancellationTokenSource _stop = new();
    long _offsetMilliseconds;
    Task _following = Task.CompletedTask;

    public override DateTimeOffset GetUtcNow() =>
        base.GetUtcNow().AddMilliseconds(Interlocked.Read(ref _offsetMilliseconds));

    /// <summary>Stores the offset from the real clock, then applies it to this process.</summary>
    public async Task MoveAsync(TimeSpan offset, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            """
            with moved as (update platform.clock set offset_ms = $1 returning 1)
            select pg_notify('clock', '')
            from moved
            """
        );
        command.Parameters.AddWithValue((long)offset.TotalMilliseconds);
        await command.ExecuteNonQueryAsync(ct);
        Interlocked.Exchange(ref _offsetMilliseconds, (long)offset.TotalMilliseconds);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _following = Task.Run(FollowAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _following;
    }

    public void Dispose() => _stop.Dispose();

    async Task FollowAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await FollowUntilLostAsync();
            }
            catch (Exception)
            { /* readiness reports a lost database; the last offset stays */
            }
            await Task.Delay(500, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task FollowUntilLostAsync()
    {
        using var _ = Telemetry.Quiet.Begin();
        await using var connection = await source.OpenHolderAsync(_stop.Token);
        await using (var listen = new NpgsqlCommand("listen clock", connection))
            await listen.ExecuteNonQueryAsync(_stop.Token);
        await using var command = new NpgsqlCommand("select offset_ms from platform.clock", connection);
        while (true)
        {
            Interlocked.Exchange(ref _offsetMilliseconds, (long)(await command.ExecuteScalarAsync(_stop.Token))!);
            await connection.WaitAsync(TimeSpan.FromSeconds(5), _stop.Token);
        }
    }
}
