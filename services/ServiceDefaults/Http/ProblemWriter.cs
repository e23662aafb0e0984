using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ServiceDefaults.Http;

/// <summary>
/// Writes every failure as application/problem+json, in a language that the caller accepts; Chinese by default.
/// </summary>
public static partial class ProblemWriter
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Limits the errors in one answer: each of the 100,000 elements of a list may be wrong.</summary>
    const int MostErrors = 100;

    /// <summary>Writes one problem as the whole answer, with the first hundred of its errors.</summary>
    public static Task WriteAsync(
        HttpContext context,
        Problem problem,
        IReadOnlyList<FieldError>? errors = null,
        int? retryAfter = null
    )
    {
        var en =
            context.Request.Headers.AcceptLanguage.ToString() is { Length: > 0 } language
            && language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        context.Response.StatusCode = problem.Status;
        context.Response.Headers.ContentLanguage = en ? "en" : "zh-CN";
        context.Response.Headers.CacheControl = "no-store";
        if (retryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(null, null);
        if (problem.Status == 401)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        var body = new
        {
            type = "/docs/problems#" + problem.Code,
            title = en ? problem.En : problem.Zh,
            status = problem.Status,
            detail = en ? problem.DoEn : problem.DoZh,
            code = problem.Code,
            titles = new Dictionary<string, string> { ["zh-CN"] = problem.Zh, ["en"] = problem.En },
            instance = context.Request.Path.Value,
            traceId = Activity.Current?.TraceId.ToString(),
            errors = errors is { Count: > 0 }
                ? errors
                    .Take(MostErrors)
                    .Select(e => new
                    {
                        pointer = e.Pointer,
                        code = e.Code,
                        detail = en ? e.En : e.Zh,
                        details = new Dictionary<string, string> { ["zh-CN"] = e.Zh, ["en"] = e.En },
                    })
                : null,
        };
        // Without a cancellation token: writing to a client that has disconnected is then no failure.
        return context.Response.WriteAsJsonAsync(
            body,
            Json,
            "application/problem+json; charset=utf-8",
            CancellationToken.None
        );
    }

    /// <summary>
    /// Converts an exception to its problem. An unexpected exception is logged by type and answered with 500 without
    /// detail.
    /// </summary>
    public static async Task HandleAsync(HttpContext context, Exception? exception, ILogger log)
    {
        switch (exception)
        {
            case ProblemException p:
                await WriteAsync(context, p.Problem, p.Errors, p.RetryAfter);
                break;
            case BadHttpRequestException bad:
                var (malformed, places) = OfRequest(bad);
                await WriteAsync(context, malformed, places);
                break;
            case PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }:
                log.LogWarning("a statement took too long: {Endpoint}", context.GetEndpoint()?.DisplayName);
                await WriteAsync(context, PlatformProblems.TooSlow);
                break;
            case PostgresException e when OfStatement(e) is { } refused:
                await WriteAsync(context, refused.Problem, refused.Errors);
                break;
            case NpgsqlException { IsTransient: true }
            or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow }
            or TimeoutException:
            case NpgsqlException when exception is not PostgresException:
                log.LogWarning("the database did not answer: {Error}", exception.Brief());
                await WriteAsync(context, PlatformProblems.Unavailable, retryAfter: 2);
                break;
            // A sealed value that this request needs did not open; values only shown are null instead.
            case CryptographicException:
                log.LogError("a sealed value that is needed does not open: {Error}", exception.GetType().Name);
                await WriteAsync(context, PlatformProblems.Unreadable);
                break;
            // The client cut the connection, but the request does not count as aborted yet: abort it, or the server
            // reads on.
            case ConnectionResetException or ConnectionAbortedException:
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                context.Abort();
                break;
            default:
                log.LogError(
                    "unhandled {Error} at {Site}: {Stack}",
                    exception?.GetType().FullName,
                    exception?.TargetSite?.Name,
                    exception?.StackTrace
                );
                await WriteAsync(context, PlatformProblems.Fault);
                break;
        }
    }

    static (Problem Problem, FieldError[]? Errors) OfRequest(BadHttpRequestException bad) =>
        bad switch
        {
            { StatusCode: 413 } => (PlatformProblems.TooLarge, null),
            { StatusCode: 415 } => (PlatformProblems.MediaType, null),
            { InnerException: JsonException json } => (PlatformProblems.Malformed, [JsonError(json)]),
            _ when ParameterName().Match(bad.Message) is { Success: true } m => (
                PlatformProblems.Malformed,
                [PlatformProblems.Format.At("/" + m.Groups[1].Value)]
            ),
            _ => (PlatformProblems.Malformed, null),
        };

    /// <summary>
    /// The problem of a failed statement that the caller can correct or the database forbids; null for other failures.
    /// </summary>
    static (Problem Problem, FieldError[]? Errors)? OfStatement(PostgresException e) =>
        e switch
        {
            { SqlState: "PL001" } => (PlatformProblems.TooManyAreas, null),
            // Two requests gave one id to two records at the same moment; NewIds refuses ids taken earlier.
            { ConstraintName: "aggregates_one_stream" } => (
                PlatformProblems.Invalid,
                [PlatformProblems.NotNew.At("/id")]
            ),
            {
                SqlState: PostgresErrorCodes.UniqueViolation
                    or PostgresErrorCodes.ForeignKeyViolation
                    or PostgresErrorCodes.ExclusionViolation
                    or PostgresErrorCodes.CheckViolation
            } => (PlatformProblems.Conflict, null),
            { SqlState: PostgresErrorCodes.InsufficientPrivilege } => (PlatformProblems.NotAllowed, null),
            { SqlState: PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire } => (
                PlatformProblems.Malformed,
                null
            ),
            _ => null,
        };

    internal static Task HandleAsync(HttpContext context, ILogger log) =>
        HandleAsync(context, context.Features.Get<IExceptionHandlerFeature>()?.Error, log);

    /// <summary>
    /// The optional parameters whose value cannot be parsed: generated route code answers 400 without naming them.
    /// </summary>
    internal static IReadOnlyList<FieldError>? Unreadable(HttpContext context)
    {
        var errors = (context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
            .Where(p =>
                p.HasTryParse
                && context.Request.Query[p.Name] is [{ Length: > 0 } text]
                && !TypeDescriptor.GetConverter(p.ParameterInfo.ParameterType).IsValid(text)
            )
            .Select(p => PlatformProblems.Format.At("/" + p.Name))
            .ToList();
        return errors.Count > 0 ? errors : null;
    }

    static FieldError JsonError(JsonException e)
    {
        var pointer = e.Path is null or "$"
            ? ""
            : PathStep()
                .Replace(e.Path[1..], m => "/"
                    + (
                        m.Groups[1].Success ? m.Groups[1].Value
                        : m.Groups[2].Success ? m.Groups[2].Value
                        : m.Groups[3].Value
                    ));
        if (
            e.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)
            && UnknownMember().Match(e.Message) is { Success: true } m
        )
            return PlatformProblems.UnknownField.At(
                pointer.EndsWith("/" + m.Groups[1].Value, StringComparison.Ordinal)
                    ? pointer
                    : pointer + "/" + m.Groups[1].Value
            );
        return PlatformProblems.Format.At(pointer);
    }

    [GeneratedRegex(@"\.([^.\[\]]+)|\[(\d+)\]|\['([^']+)'\]")]
    private static partial Regex PathStep();

    [GeneratedRegex(@"JSON property '([^']+)'")]
    private static partial Regex UnknownMember();

    [GeneratedRegex("parameter \"[^\"]* ([A-Za-z0-9_]+)\"")]
    private static partial Regex ParameterName();
}
