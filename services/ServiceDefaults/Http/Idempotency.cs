using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Data;
using ServiceDefaults.Sealing;

namespace ServiceDefaults.Http;

/// <summary>
/// Idempotency-Key on POST, and on a PUT, PATCH or DELETE that carries one (IETF
/// draft-ietf-httpapi-idempotency-key-header): the key's row commits with the work, so a repeated key and body gets the
/// same answer even after a crash before the reply. Of two requests at once the second waits for the first. The same
/// key with another body is refused. Answers are sealed and kept for 7 days.
/// </summary>
sealed class Idempotency(Sealer sealer)
{
    public const string Header = "Idempotency-Key";
    (string Caller, string Key)? _mine;

    /// <returns>The stored answer if this key was served before; null otherwise.</returns>
    public async Task<IResult?> BeginAsync(HttpContext http, Session session)
    {
        var key = http.Request.Headers[Header].ToString();
        if (key.Length is < 8 or > 128)
            throw new ProblemException(PlatformProblems.KeyNeeded);
        var caller = session.Caller.SubjectId?.ToString("N") ?? "anonymous";
        var mac = sealer.Mac(await RequestBytesAsync(http));
        var inserted = await session.Execute(
            """
            insert into platform.idempotency (caller, key, body_hmac, created_at)
            values (@caller, @key, @mac, @Now)
            on conflict do nothing
            """,
            new
            {
                caller,
                key,
                mac,
                session.Now,
            },
            http.RequestAborted
        );
        if (inserted == 1)
        {
            _mine = (caller, key);
            return null;
        }
        var kept = (
            await session.Find<Kept>(
                """
                select body_hmac, status, location, answer
                from platform.idempotency
                where caller = @caller and key = @key
                """,
                new { caller, key },
                http.RequestAborted
            )
        )!;
        if (!CryptographicOperations.FixedTimeEquals(kept.BodyHmac, mac))
            throw new ProblemException(PlatformProblems.KeyReused);
        if (http.GetEndpoint()?.Metadata.GetMetadata<AnswerNotKeptAttribute>() is not null)
            return null;
        return new Replay(
            kept.Status,
            kept.Location,
            kept.Answer is { } answer ? sealer.OpenBytes(answer, Place(caller, key)) : null
        );
    }

    /// <summary>Stores the answer in the same transaction as the work.</summary>
    public Task KeepAsync(Session session, int status, object? result, JsonSerializerOptions json)
    {
        var (caller, key) = _mine!.Value;
        var value = result is IValueHttpResult v ? v.Value : null;
        var answer = value is null
            ? null
            : sealer.SealBytes(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), json), Place(caller, key));
        var location = result?.GetType().GetProperty("Location")?.GetValue(result) as string;
        session.Defer(
            """
            update platform.idempotency
            set status = @status, location = @location, answer = @answer
            where caller = @caller and key = @key
            """,
            new
            {
                status,
                location,
                answer,
                caller,
                key,
            }
        );
        return Task.CompletedTask;
    }

    static async Task<byte[]> RequestBytesAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        // The organization that the caller acts for is part of the key, as the address is.
        var method = HttpMethods.IsPost(http.Request.Method) ? "" : http.Request.Method + " ";
        var organization = http.Request.Headers["X-Organization"].ToString();
        buffer.Write(
            Encoding.UTF8.GetBytes(
                $"{method}{http.Request.Path}{http.Request.QueryString}"
                    + $"{(organization.Length > 0 ? " " + organization : "")}\n"
            )
        );
        http.Request.Body.Position = 0;
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }

    static string Place(string caller, string key) => $"idempotency|{caller}|{key}";

    sealed record Kept(byte[] BodyHmac, int Status, string? Location, byte[]? Answer);

    sealed class Replay(int status, string? location, byte[]? body) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.Headers["Idempotency-Replayed"] = "true";
            if (location is not null)
                httpContext.Response.Headers.Location = location;
            if (body is null)
                return;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
