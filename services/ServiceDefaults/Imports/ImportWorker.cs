using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.Telemetry;

namespace ServiceDefaults.Imports;

/// <summary>
/// Runs the next open import, woken by its commit. The lock on a job's row is the lease, held by the transaction that
/// does the work: a crashed worker loses both at once, and the database ends a hanging one after a minute.
/// </summary>
sealed class ImportWorker(
    NpgsqlDataSource source,
    SessionFactory sessions,
    IEnumerable<ImportKind> kinds,
    Schema schema,
    ILogger<ImportWorker> log
) : Worker(schema)
{
    const int Attempts = 5;
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>An import during which a worker crashed comes after the others.</summary>
    const string Claim = """
        select id, kind, parameters, state, format, bytes, checked, scope_key,
            array(select platform.current_key(a) from unnest(areas) a) as areas, traceparent,
            coalesce((select attempts from platform.import_progress p where p.import_id = i.id), 0) as attempts
        from platform.imports i
        where state in ('received', 'applying') and kind = any (@kinds) and retry_at <= @Now
        order by attempts, retry_at, id
        limit 1
        for update skip locked
        """;
    const string Lease =
        "set local idle_in_transaction_session_timeout = '60s'; set local tcp_keepalives_idle = 10; set "
        + "local tcp_keepalives_interval = 5; set local tcp_keepalives_count = 4";
    const string Finish = """
        update platform.imports
        set state = @state, lines = @lines, checked = @lines, rejected = @rejected, added = @Added,
            changed = @Changed, unchanged = @Unchanged, problem = @problem,
            finished_at = case when @state in ('applied', 'rejected', 'failed') then @Now end, version = version + 1
               where id = @Id
        """;
    const string Forget = """
        update platform.import_rejections
        set content = null
        where content is not null and import_id in (select id from platform.imports where finished_at < @before)
        """;
    const string Failed = """
        update platform.imports
        set failures = failures + 1, retry_at = @retry,
            state = case when failures + 1 >= @Attempts then 'failed' else state end,
               problem = case when failures + 1 >= @Attempts then @problem end, version = version + 1 where id = @Id
        """;

    readonly ImportKind[] _kinds = [.. kinds];
    (Guid Id, IReadOnlyList<ImportRow>? Rows) _last;

    protected override async Task WorkAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await TakeInAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.LogWarning("imports wait: {Error}", e.Brief());
            }
            await Task.Delay(1_000, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task TakeInAsync(CancellationToken ct)
    {
        await using var bell = await source.OpenConnectionAsync(ct);
        using (Quiet.Begin())
        {
            await using var listen = new NpgsqlCommand("listen imports", bell);
            await listen.ExecuteNonQueryAsync(ct);
        }
        for (var worked = false; !ct.IsCancellationRequested; )
        {
            while (await RunNextAsync(ct))
                worked = true;
            using var _ = Quiet.Begin();
            await ExpireAsync(ct);
            if (await bell.WaitAsync(TimeSpan.FromSeconds(5), ct) || !worked)
                continue;
            // After the last file, return the memory to the operating system.
            _last = default;
            Memory.GiveBack();
            worked = false;
        }
    }

    /// <returns>Whether there was an import to run.</returns>
    internal async Task<bool> RunNextAsync(CancellationToken ct)
    {
        await using var session = await sessions.SystemAsync("import", ct, Work.Import);
        var job = await ClaimAsync(session, ct);
        if (job is { State: not "received" } && _kinds.First(k => k.Name == job.Kind).ChangesAreas)
        {
            // Wait for the turn without the tree lock and the job's lock: the session that has the turn may need both.
            await session.Rollback();
            await session.Enter(CallerClaim.SystemMoving, ct);
            await session.TakeTurn(ct);
            await session.ShareTree(ct);
            job = await ClaimAsync(session, ct);
        }
        if (job is null)
            return false;
        ActivityContext.TryParse(job.Traceparent, null, out var parent);
        using var activity = TelemetryRegistration.Source.StartActivity(
            $"import {job.Kind} {(job.State == "received" ? "check" : "apply")}",
            ActivityKind.Consumer,
            parent
        );
        var kind = _kinds.First(k => k.Name == job.Kind);
        try
        {
            // A file that crashes one process after another must not crash the next.
            if (job.Attempts >= Attempts)
                await EndAsync(job, session, "failed", job.Checked, 0, new(0, 0, 0), ImportProblems.Fault, ct);
            else
                await RunAsync(kind, job, session, ct);
        }
        catch (ImportException e)
        {
            await session.Rollback();
            await session.EnterAsSystem(ct);
            await EndAsync(job, session, "rejected", 0, 0, new(0, 0, 0), e.Problem, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError("import {Id} failed: {Error} at {Site}", job.Id, e.GetType().Name, e.TargetSite?.Name);
            await session.Rollback();
            if (Inbox.IsTransient(e))
                throw;
            await session.EnterAsSystem(ct);
            await session.Execute(
                Failed,
                new
                {
                    job.Id,
                    retry = session.Now.AddSeconds(5),
                    Attempts,
                    problem = JsonSerializer.Serialize(ImportProblems.Fault, Wire.Json),
                },
                ct
            );
            await session.Commit(ct);
        }
        return true;
    }

    async Task<ImportRun.Stored?> ClaimAsync(Session session, CancellationToken ct)
    {
        using (Quiet.Begin())
            return await session.Find<ImportRun.Stored>(
                Claim,
                new { kinds = _kinds.Select(k => k.Name).ToArray(), session.Now },
                ct
            );
    }

    async Task RunAsync(ImportKind kind, ImportRun.Stored job, Session session, CancellationToken ct)
    {
        await session.Execute(Lease, ct);
        var run = new ImportRun(kind, job, session, _last.Id == job.Id ? _last.Rows : null);
        _last = default;
        ImportCounts counts;
        await using (new ImportProgress(source, run))
            counts = await (job.State == "received" ? kind.Check : kind.Apply)(run, ct);
        // Release the rows of a large file before its events are sent, or the next run reads them again.
        if (run.Checked > ImportRun.Remembered)
            Memory.GiveBack();
        run.DeferRejections();
        await EndAsync(
            job,
            session,
            run.Rejected > 0 ? "rejected"
                : job.State == "received" || run.WaitsFor is not null ? "validated"
                : "applied",
            run.Checked,
            run.Rejected,
            counts,
            run.WaitsFor,
            ct
        );
        if (job.State == "received" && run.Rejected == 0)
            _last = (job.Id, run.Read);
    }

    static async Task EndAsync(
        ImportRun.Stored job,
        Session session,
        string state,
        int lines,
        int rejected,
        ImportCounts counts,
        Problem? problem,
        CancellationToken ct
    )
    {
        session.Defer(
            Finish,
            new
            {
                job.Id,
                state,
                lines,
                rejected,
                counts.Added,
                counts.Changed,
                counts.Unchanged,
                problem = problem is null ? null : JsonSerializer.Serialize(problem, Wire.Json),
                session.Now,
            }
        );
        session.Defer("delete from platform.import_progress where import_id = @Id", new { job.Id });
        if (state != "validated")
            session.Defer("delete from platform.import_chunks where import_id = @Id", new { job.Id });
        await session.Commit(ct);
    }

    /// <summary>Deletes the files of validated imports that were not applied in time.</summary>
    async Task ExpireAsync(CancellationToken ct)
    {
        await using var session = await sessions.SystemAsync("import", ct);
        var old = await session.Query<ImportRun.Stored>(
            """
            select id, kind, parameters, state, format, bytes, checked, scope_key, areas, traceparent, 0 as attempts
            from platform.imports
            where state = 'validated' and retry_at < @before and kind = any (@kinds) limit 1 for update skip locked
            """,
            new { before = session.Now - Kept, kinds = _kinds.Select(k => k.Name).ToArray() },
            ct
        );
        await session.Execute(Forget, new { before = session.Now - Kept }, ct);
        if (old.Count == 0)
            await session.Commit(ct);
        foreach (var job in old)
            await EndAsync(job, session, "failed", job.Checked, 0, new(0, 0, 0), ImportProblems.Expired, ct);
    }
}

public static class ImportRegistration
{
    /// <summary>Runs imports of these kinds in the background, one at a time in each process.</summary>
    public static WebApplicationBuilder AddImports(
        this WebApplicationBuilder builder,
        params IEnumerable<ImportKind> kinds
    )
    {
        foreach (var kind in kinds)
            builder.Services.AddSingleton(kind);
        builder.Services.AddSingleton<ImportUpload>().AddSingleton<Uploads>().AddSingleton<MappedImports>();
        builder.Services.AddHostedService<ImportWorker>();
        return builder;
    }
}
