using Npgsql;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Data;

/// <summary>Makes sessions outside a request; dispose each.</summary>
public sealed class SessionFactory(NpgsqlDataSource source, TimeProvider clock, Sealer sealer)
{
    public async Task<Session> SystemAsync(string action, CancellationToken ct)
    {
        var session = new Session(source, clock, sealer) { Action = action };
        try
        {
            await session.EnterAsSystemAsync(ct);
        }
        catch
        {
            // Nobody else has it yet to give its connection back: a service that waits for its schema would soon have none left.
            await session.DisposeAsync();
            throw;
        }
        return session;
    }
}
