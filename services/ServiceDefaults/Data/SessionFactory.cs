using Npgsql;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>Makes sessions outside a request; dispose each.</summary>
public sealed class SessionFactory(NpgsqlDataSource source, TimeProvider clock, Sealer sealer, Limits? limits = null)
{
    /// <param name="action">As it goes into the audit.</param>
    /// <param name="ct">Ends it.</param>
    /// <param name="work">Whose limit its statements have; a request's unless given.</param>
    public async Task<Session> SystemAsync(string action, CancellationToken ct, Work? work = null)
    {
        var session = new Session(source, clock, sealer)
        {
            Action = action,
            Limits = limits ?? Limits.Usual,
            Work = work,
        };
        try
        {
            await session.EnterAsSystemAsync(ct);
        }
        catch
        {
            // Nobody else has it yet to give its connection back: a service that waits for its schema would soon have
            // none left.
            await session.DisposeAsync();
            throw;
        }
        return session;
    }
}
