using Npgsql;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>Creates sessions outside a request; the caller disposes them.</summary>
public sealed class SessionFactory
{
    readonly Func<string, Work?, Session> _make;

    internal SessionFactory(NpgsqlDataSource source, TimeProvider clock, Sealer sealer, Limits limits) =>
        _make = (action, work) =>
            new(source, clock, sealer)
            {
                Action = action,
                Limits = limits,
                Work = work,
            };

    /// <param name="action">The action that the audit stores.</param>
    /// <param name="ct">Cancels the wait for a connection.</param>
    /// <param name="work">The kind of work whose limit applies to statements; null for the connection's own
    /// limit.</param>
    public async Task<Session> SystemAsync(string action, CancellationToken ct, Work? work = null)
    {
        var session = _make(action, work);
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
