using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Imports;

/// <summary>
/// Stores an uploaded file, received before (see <see cref="UploadRoutes"/>), chunk by chunk in the database, with its
/// job.
/// </summary>
public sealed class ImportUpload
{
    internal const int ChunkSize = Spool.PieceSize;
    const int MostTries = 3;

    const string AddChunk = """
        insert into platform.import_chunks (import_id, no, scope_key, content)
        values ($1, $2, current_setting('app.lo0', true), $3)
        """;
    const string AddJob = """
        insert into platform.imports (
            id, kind, parameters, state, content_hash, format, bytes, retry_at, scope_key, areas, created_by,
            created_at, traceparent
        )
        values (@id, @kind, @parameters, 'received', @Hash, @Format, @Length, @Now, current_setting('app.lo0', true),
            coalesce((select array_agg(platform.current_key(lo) order by lo) from platform.ranges()), '{}'), @by,
            @Now, @trace)
        on conflict do nothing
        """;

    /// <summary>
    /// Ends a validated import whose sender has lost one of its areas: it cannot be applied and must not block sending
    /// the file again.
    /// </summary>
    const string GiveUp = """
        with given_up as (
            update platform.imports set state = 'failed', problem = @problem, finished_at = @Now, version = version + 1
            where kind = @kind
                and content_hash = @Hash
                and parameters = @parameters
                and created_by is not distinct from @by
              and state = 'validated' and not platform.covers(areas)
            returning id)
        delete from platform.import_chunks where import_id in (select id from given_up)
        """;
    const string Earlier = """
        select id
        from platform.imports
        where kind = @kind
            and content_hash = @Hash
            and parameters = @parameters
            and created_by is not distinct from @by
          and state in ('received', 'validated', 'applying')
        """;

    /// <summary>
    /// Stores the request's file and its job. The same file from the same caller answers the earlier job until that is
    /// applied.
    /// </summary>
    /// <exception cref="InvalidOperationException">The route is not marked by
    /// <see cref="UploadRoutes.TakesUpload"/>.</exception>
    public async Task<ImportJob> ReceiveAsync(
        HttpRequest request,
        ImportKind kind,
        string parameters,
        Session session,
        CancellationToken ct
    )
    {
        var spool = request.HttpContext.Features.Get<Spool>()
            ?? throw new InvalidOperationException("The route is not marked as an upload.");
        var job = new
        {
            id = Guid.CreateVersion7(session.Now),
            kind = kind.Name,
            parameters,
            spool.Hash,
            spool.Format,
            spool.Length,
            by = session.Caller.SubjectId,
            problem = JsonSerializer.Serialize(ImportProblems.AreasChanged, Wire.Json),
            trace = System.Diagnostics.Activity.Current?.Id,
            session.Now,
        };
        await session.Execute(GiveUp, job, ct);
        if (await session.Find<Guid?>(Earlier, job, ct) is { } known)
            return await ImportJobs.FindAsync(session, kind, known, ct);
        await StoreAsync(spool, job.id, await session.GetConnection(ct), kind.Personal ? session.Sealer : null, ct);
        await session.ShareTree(ct);
        for (var left = MostTries; ; left--)
        {
            if (await session.Execute(AddJob, job, ct) == 1)
            {
                session.Defer("select pg_notify('imports', '')");
                return await ImportJobs.FindAsync(session, kind, job.id, ct);
            }
            // The file was sent twice at once, and the other request came first.
            var earlier = await session.Find<Guid>(Earlier, job, ct);
            // The other import ended between the two statements: store the file again.
            if (earlier == Guid.Empty && left > 1)
                continue;
            await session.Execute("delete from platform.import_chunks where import_id = @id", job, ct);
            return await ImportJobs.FindAsync(session, kind, earlier, ct);
        }
    }

    static async Task StoreAsync(
        Spool spool,
        Guid id,
        NpgsqlConnection connection,
        Sealer? sealer,
        CancellationToken ct
    )
    {
        for (var no = 0; no < spool.Pieces; no++)
        {
            var piece = await spool.ReadAsync(no, ct);
            object content = sealer is null ? piece : sealer.SealBytes(piece.ToArray(), ChunkStream.PlaceOf(id, no));
            await using var insert = new NpgsqlCommand(AddChunk, connection)
            {
                Parameters =
                {
                    new() { Value = id },
                    new() { Value = no },
                    new() { Value = content },
                },
            };
            await insert.ExecuteNonQueryAsync(ct);
        }
    }
}
