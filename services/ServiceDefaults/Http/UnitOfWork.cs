using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>
/// Around every route: the handler's work, its events, its audit row and its kept answer commit together before the answer is written; a problem rolls all of it back.
/// GET answers get an ETag (304 when it is what the caller has), POSTs are done once per Idempotency-Key.
/// </summary>
sealed class UnitOfWork(Session session, Idempotency idempotency, IOptions<JsonOptions> json) : IEndpointFilter
{
    readonly JsonSerializerOptions _json = json.Value.SerializerOptions;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var once =
            HttpMethods.IsPost(http.Request.Method)
            && http.GetEndpoint()?.Metadata.GetMetadata<WithoutIdempotency>() is null;
        if (http.Response.StatusCode == 400)
        {
            // A parameter could not be read; the handler will not be called.
            await session.RollbackAsync();
            return Results.Empty;
        }
        try
        {
            if (once && await idempotency.BeginAsync(http, session) is { } earlier)
            {
                await session.RollbackAsync();
                return earlier;
            }
            Given.Check(context);
            var result = await next(context);
            var status = (result as IStatusCodeHttpResult)?.StatusCode ?? 200;
            if (status >= 400)
            {
                await session.RollbackAsync();
                return result;
            }
            if (once)
                await idempotency.KeepAsync(session, status, result, _json);
            await session.CommitAsync(http.RequestAborted);
            return
                HttpMethods.IsGet(http.Request.Method)
                && result is IValueHttpResult { Value: { } value }
                && status == 200
                ? Tagged(http, value, result)
                : result;
        }
        catch
        {
            await session.RollbackAsync();
            throw;
        }
    }

    object Tagged(HttpContext http, object value, object result)
    {
        byte[]? body = null;
        string tag;
        if (value is IVersioned versioned)
            tag = IfMatch.Tag(versioned.Version);
        else
        {
            body = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), _json);
            tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";
        }
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
            return TypedResults.StatusCode(304);
        return body is null ? result : TypedResults.Bytes(body, "application/json; charset=utf-8");
    }
}

/// <summary>Marks a POST that is idempotent by itself (an upload known by its content).</summary>
public sealed class WithoutIdempotency
{
    public static readonly WithoutIdempotency Instance = new();
}
