using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using ServiceDefaults.Data;

namespace ServiceDefaults.Http;

/// <summary>
/// Wraps every handler in one transaction: its work, events, audit row and stored answer commit together before the
/// answer is written; a problem rolls all of it back. GET answers get an ETag of the whole body (304 when the caller
/// has it). A POST, and any other change with an Idempotency-Key, is done once per key.
/// </summary>
sealed class UnitOfWork(Session session, Idempotency idempotency, IOptions<JsonOptions> json) : IEndpointFilter
{
    /// <summary>Request headers that change the answer of an address.</summary>
    const string Vary = "Authorization, X-Organization, Accept, Accept-Language";
    readonly JsonSerializerOptions _json = json.Value.SerializerOptions;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var once = IsDoneOnce(http);
        if (http.Response.StatusCode == 400)
        {
            // A parameter could not be parsed; the handler is not called.
            await session.Rollback();
            return Results.Empty;
        }
        try
        {
            if (once && await idempotency.BeginAsync(http, session) is { } earlier)
            {
                await session.Rollback();
                return earlier;
            }
            var ids = RequestCheck.Check(context);
            if (HttpMethods.IsPost(http.Request.Method))
                await NewIds.TakeAsync(session, ids, http.RequestAborted);
            var result = await next(context);
            if (result is INestedHttpResult nested)
                result = nested.Result;
            var status = (result as IStatusCodeHttpResult)?.StatusCode ?? 200;
            if (status >= 400)
            {
                await session.Rollback();
                return result;
            }
            if (once && http.GetEndpoint()?.Metadata.GetMetadata<AnswerNotKeptAttribute>() is null)
                await idempotency.KeepAsync(session, status, result, _json);
            await session.Commit(http.RequestAborted);
            http.Response.Headers.Vary = Vary;
            session.Unopened.WriteHeader(http.Response);
            if (
                HttpMethods.IsGet(http.Request.Method)
                && result is IValueHttpResult { Value: { } value }
                && status == 200
            )
                return Tagged(http, value);
            http.Response.Headers.CacheControl = "private, no-store";
            return result;
        }
        catch
        {
            await session.Rollback();
            throw;
        }
    }

    /// <summary>
    /// The ETag covers the body as this caller sees it, not a row's version: joined names change separately, and
    /// callers see different parts.
    /// </summary>
    object Tagged(HttpContext http, object value)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), _json);
        var tag = EntityTag.Of(body, (value as IVersioned)?.Version);
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        return EntityTag.IsAmong(http.Request.Headers.IfNoneMatch, tag)
            ? TypedResults.StatusCode(304)
            : TypedResults.Bytes(body, "application/json; charset=utf-8");
    }

    /// <summary>Every POST; a PUT, PATCH or DELETE that sends an Idempotency-Key.</summary>
    static bool IsDoneOnce(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<WithoutIdempotency>() is null
        && (
            HttpMethods.IsPost(http.Request.Method)
            || (!HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.ContainsKey(Idempotency.Header))
        );
}

/// <summary>Marks a POST that is idempotent by itself (an upload identified by its content).</summary>
sealed class WithoutIdempotency
{
    public static readonly WithoutIdempotency Instance = new();
}

/// <summary>
/// Marks a POST that only reads, because its question is too long for an address: it needs no Idempotency-Key, and
/// reads one snapshot, as a GET.
/// </summary>
sealed class OnlyReads
{
    public static readonly OnlyReads Instance = new();
}

public static class ReadingRoutes
{
    /// <summary>Declares that this POST only reads.</summary>
    public static T OnlyReads<T>(this T route)
        where T : IEndpointConventionBuilder =>
        route.WithMetadata(Http.OnlyReads.Instance, WithoutIdempotency.Instance);
}

/// <summary>
/// Marks a POST that reads personal data for a reason: its answer is not stored. A repeated Idempotency-Key does the
/// work again, with its check of rights and its audit row.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnswerNotKeptAttribute : Attribute;
