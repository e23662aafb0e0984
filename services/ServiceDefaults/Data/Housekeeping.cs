using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Data;

/// <summary>Chains the audit (each row's hash covers the one before) and lets idempotent answers go after 7 days. One replica does it at a time.</summary>
sealed class Housekeeping(SessionFactory sessions, ILogger<Housekeeping> log) : BackgroundService
{
    internal static readonly TimeSpan AnswersKept = TimeSpan.FromDays(7);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try { await TidyAsync(stoppingToken); }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested) { log.LogWarning("housekeeping waits: {Error}", e.GetType().Name); }
            await Task.Delay(5_000, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task TidyAsync(CancellationToken ct)
    {
        using var _ = Telemetry.Quiet.Begin();
        await using var session = await sessions.SystemAsync("housekeeping", ct);
        if (!await session.Find<bool>("select pg_try_advisory_xact_lock(hashtext('platform.housekeeping'))", ct: ct)) return;
        await session.Execute("delete from platform.idempotency where created_at < @before", new { before = session.Now - AnswersKept }, ct);
        await ChainAsync(session, ct);
        await session.CommitAsync(ct);
    }

    static async Task ChainAsync(Session session, CancellationToken ct)
    {
        var rows = await session.Query<Row>(
            """
            select position, concat_ws('|', position, extract(epoch from at), caller_kind, caller_id, purpose, action, subjects, trace_id) as content
            from platform.audit where chain_no is null order by position limit 5000
            """, ct: ct);
        if (rows.Count == 0) return;
        var last = await session.Find<Link>("select chain_no, hash from platform.audit where chain_no is not null order by chain_no desc limit 1", ct: ct);
        var (number, hash) = (last?.ChainNo ?? 0, last?.Hash ?? []);
        foreach (var row in rows)
        {
            hash = SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(row.Content)]);
            session.Defer("update platform.audit set chain_no = $1, hash = $2 where position = $3", ++number, hash, row.Position);
        }
    }

    sealed record Row(long Position, string Content);
    sealed record Link(long ChainNo, byte[] Hash);
}
