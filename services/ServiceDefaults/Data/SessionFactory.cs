using Npgsql;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>Creates sessions outside a request; the caller disposes them.</summary>
public sealed class SessionFactory
{
    readonly NpgsqlDataSource _source;
    readonly TimeProvider _clock;
    readonly Sealer _sealer;
    readonly Limits _limits;

    internal SessionFactory(NpgsqlDataSource source, TimeProvider clock, Sealer sealer, Limits limits) =>
        (_source, _clock, _sealer, _limits) = (source, clock, sealer, limits);

    /// <param name="action">The action that the audit stores.</param>
    /// <param name="ct">Cancels the wait for a connection.</param>
    /// <param name="work">The kind of work whose limit applies to statements; null for the connection's own
    /// limit.</param>
    public async Task<Session> SystemAsync(string action, CancellationToken ct, Work? work = null)
    {
        var session = new Session(_source, _clock, _sealer)
        {
            Action = action,
            Limits = _limits,
            Work = work,
        };
        try
        {
            await session.EnterAsSystem(ct);
        }
        catch
        {
            // The caller cannot dispose a session that it did not get; without this a service that waits for its schema
            // would use up the pool.
            await session.DisposeAsync();
            throw;
        }
        return session;
    }
}
