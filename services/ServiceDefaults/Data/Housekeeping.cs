using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Data;

/// <summary>
/// Chains the audit, logs its head each hour so that a copy can be kept outside the database, deletes idempotent
/// answers after 7 days and changes after 90. One replica does it at a time.
/// </summary>
sealed class Housekeeping(SessionFactory sessions, Schema schema, ILogger<Housekeeping> log) : Worker(schema)
{
    internal static readonly TimeSpan AnswersKept = TimeSpan.FromDays(7);
    const int ChangesAtOnce = 5_000,
        RoundsToPrune = 12;
    static readonly TimeSpan HeadSaid = TimeSpan.FromHours(1);
    AuditHead? _head;
    DateTimeOffset _said;

    protected override async Task WorkAsync(CancellationToken ct)
    {
        for (var round = 0; !ct.IsCancellationRequested; round++)
        {
            try
            {
                await TidyAsync(ct);
                if (round % RoundsToPrune == 0)
                    while (await PruneAsync(ct) == ChangesAtOnce) { }
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
        if (!await session.Find<bool>("select pg_try_advisory_xact_lock(hashtext('platform.housekeeping'))", ct))
            return;
        await session.Execute(
            "delete from platform.idempotency where created_at < @before",
            new { before = session.Now - AnswersKept },
            ct
        );
        var head = await AuditChain.ExtendAsync(session, log, ct);
        await session.Commit(ct);
        if (head is not null)
            Say(head, session.Now);
    }

    internal async Task<int> PruneAsync(CancellationToken ct)
    {
        using var _ = Telemetry.Quiet.Begin();
        await using var session = await sessions.SystemAsync("housekeeping", ct);
        if (!await session.Find<bool>("select pg_try_advisory_xact_lock(hashtext('platform.housekeeping'))", ct))
            return 0;
        var gone = await ChangeLog.PruneAsync(session, ChangesAtOnce, ct);
        await session.Commit(ct);
        return gone;
    }

    void Say(AuditHead head, DateTimeOffset now)
    {
        if (
            _head is { } before
            && (head.Number < before.Number || (head.Number == before.Number && !head.IsAs(before)))
        )
            log.LogError(
                "the audit went back: its head was {Before} and is {Head}",
                before.ToString(),
                head.ToString()
            );
        if (head.Number > 0 && now - _said >= HeadSaid)
        {
            log.LogInformation("audit head {Head}", head.ToString());
            _said = now;
        }
        _head = head;
    }
}
