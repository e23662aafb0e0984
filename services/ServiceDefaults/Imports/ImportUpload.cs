using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Npgsql;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Imports;

/// <summary>
/// Takes a file of any length up to Imports:LargestBytes (50 MB) in pieces, straight into the database; one piece is in memory at a time, and a file that is too long, or
/// whose sender goes away, leaves nothing.
/// </summary>
public sealed class ImportUpload(IConfiguration configuration)
{
    internal const int ChunkSize = 512 * 1024;
    const int MostTries = 3;

    static readonly string[] MediaTypes =
    [
        "text/csv",
        "application/csv",
        "text/plain",
        "application/octet-stream",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ];

    const string AddChunk =
        "insert into platform.import_chunks (import_id, no, scope_key, content) values ($1, $2, current_setting('app.lo0', true), $3)";
    const string AddJob = """
        insert into platform.imports (id, kind, parameters, state, content_hash, format, bytes, retry_at, scope_key, areas, created_by, created_at, traceparent)
        values (@id, @kind, @parameters, 'received', @hash, @format, @bytes, @Now, current_setting('app.lo0', true),
            (select array_agg(platform.current_key(lo) order by lo) from platform.ranges()), @by, @Now, @trace)
        on conflict do nothing
        """;

    /// <summary>Checked for areas that its sender has lost since: nobody applies it, and it must not stand in the way of the file sent again.</summary>
    const string GiveUp = """
        with given_up as (
            update platform.imports set state = 'failed', problem = @problem, finished_at = @Now, version = version + 1
            where kind = @kind and content_hash = @hash and parameters = @parameters and created_by is not distinct from @by
              and state = 'validated' and not platform.covers(areas)
            returning id)
        delete from platform.import_chunks where import_id in (select id from given_up)
        """;
    const string Earlier = """
        select id from platform.imports where kind = @kind and content_hash = @hash and parameters = @parameters and created_by is not distinct from @by
          and state in ('received', 'validated', 'applying')
        """;

    readonly long _largest = configuration.GetValue("Imports:LargestBytes", 50L * 1024 * 1024);

    /// <summary>Stores the request's body and its job. The same file from the same caller answers the earlier job until that is applied.</summary>
    /// <exception cref="ProblemException">PLT-0009: too long. PLT-0010: not a type of file that is taken.</exception>
    public async Task<ImportJob> ReceiveAsync(
        HttpRequest request,
        ImportKind kind,
        string parameters,
        Session session,
        CancellationToken ct
    )
    {
        if (!MediaTypes.Contains(request.ContentType?.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
            throw new ProblemException(PlatformProblems.MediaType);
        if (request.ContentLength > _largest)
            throw new ProblemException(PlatformProblems.TooLarge);
        var id = Guid.CreateVersion7(session.Now);
        var (bytes, hash, format) = await StoreAsync(
            request.Body,
            id,
            await session.Ready(ct),
            kind.Personal ? session.Sealer : null,
            ct
        );
        await session.HoldAsync(ct);
        var job = new
        {
            id,
            kind = kind.Name,
            parameters,
            hash,
            format,
            bytes,
            by = session.Caller.SubjectId,
            problem = JsonSerializer.Serialize(ImportProblems.AreasChanged, Wire.Json),
            trace = System.Diagnostics.Activity.Current?.Id,
            session.Now,
        };
        await session.Execute(GiveUp, job, ct);
        for (var left = MostTries; ; left--)
        {
            if (await session.Execute(AddJob, job, ct) == 1)
            {
                session.Defer("select pg_notify('imports', '')");
                return await ImportJobs.FindAsync(session, kind, id, ct);
            }
            var earlier = await session.Find<Guid>(Earlier, job, ct);
            // It has ended between the two statements: the file is taken anew.
            if (earlier == Guid.Empty && left > 1)
                continue;
            await session.Execute("delete from platform.import_chunks where import_id = @id", new { id }, ct);
            return await ImportJobs.FindAsync(session, kind, earlier, ct);
        }
    }

    async Task<(long Bytes, byte[] Hash, string Format)> StoreAsync(
        Stream body,
        Guid id,
        NpgsqlConnection connection,
        Sealer? sealer,
        CancellationToken ct
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var look = new ContentLook();
        var buffer = new byte[ChunkSize];
        var total = 0L;
        for (var no = 0; ; no++)
        {
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            total += length;
            if (total > _largest)
                throw new ProblemException(PlatformProblems.TooLarge);
            if (length > 0)
            {
                hash.AppendData(buffer, 0, length);
                look.At(buffer.AsSpan(0, length), first: no == 0);
                object piece = sealer is null
                    ? new ArraySegment<byte>(buffer, 0, length)
                    : sealer.SealBytes(buffer[..length], ChunkStream.PlaceOf(id, no));
                await using var insert = new NpgsqlCommand(AddChunk, connection)
                {
                    Parameters =
                    {
                        new() { Value = id },
                        new() { Value = no },
                        new() { Value = piece },
                    },
                };
                await insert.ExecuteNonQueryAsync(ct);
            }
            if (length < buffer.Length)
                return (total, hash.GetHashAndReset(), look.Format);
        }
    }

    /// <summary>Tells what a file is from its bytes as they pass.</summary>
    sealed class ContentLook
    {
        readonly Decoder _utf8 = new UTF8Encoding(false, true).GetDecoder();
        readonly char[] _chars = new char[ChunkSize + 4];
        bool _xlsx,
            _binary,
            _notUtf8;

        public string Format =>
            _xlsx ? "xlsx"
            : _binary ? "binary"
            : _notUtf8 || !Ends() ? "gb18030"
            : "utf-8";

        public void At(ReadOnlySpan<byte> piece, bool first)
        {
            if (first)
                _xlsx = piece.StartsWith("PK\u0003\u0004"u8);
            if (_xlsx || _binary || (_binary = piece.Contains((byte)0)) || _notUtf8)
                return;
            try
            {
                _utf8.GetChars(piece, _chars, flush: false);
            }
            catch (DecoderFallbackException)
            {
                _notUtf8 = true;
            }
        }

        bool Ends()
        {
            try
            {
                return _utf8.GetChars([], _chars, flush: true) == 0;
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
        }
    }
}

public static class UploadRoutes
{
    /// <summary>Marks a route that reads its body itself, in pieces, and knows a repeated upload by its content.</summary>
    public static T TakesUpload<T>(this T route)
        where T : IEndpointConventionBuilder =>
        route.WithMetadata(WithoutIdempotency.Instance, new DisableRequestSizeLimitAttribute());
}
