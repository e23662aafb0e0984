using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Data;

/// <summary>Chains the audit (each row's hash covers the one before) and lets idempotent answers go after 7 days. One replica does it at a time.</summary>
sealed class Housekeeping(SessionFactory sessions, Schema schema, ILogger<Housekeeping> log) : Worker(schema)
{
    internal static readonly TimeSpan AnswersKept = TimeSpan.FromDays(7);

    protected override async Task WorkAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await TidyAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.LogWarning("housekeeping waits: {Error}", e.Brief());
            }
            await Task.Delay(5_000, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task TidyAsync(CancellationToken ct)
    {
        using var _ = Telemetry.Quiet.Begin();
        await using var session = await sessions.SystemAsync("housekeeping", ct);
        if (!await session.Find<bool>("select pg_try_advisory_xact_lock(hashtext('platform.housekeeping'))", ct: ct))
            return;
        await session.Execute(
            "delete from platform.idempotency where created_at < @before",
            new { before = session.Now - AnswersKept },
            ct
        );
        await AuditChain.ExtendAsync(session, ct);
        await session.CommitAsync(ct);
    }
}
