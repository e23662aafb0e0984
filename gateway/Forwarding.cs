using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway;

/// <summary>
/// Forwards requests to the services: limits and headers of requests, and answers when a service is lost.
/// </summary>
static class Forwarding
{
    const int RetryAfterSeconds = 2;

    /// <summary>Default of Limits:UploadBytes; the service has its own limit.</summary>
    const long LargestUpload = 64L * 1024 * 1024;

    public static IReverseProxyBuilder ConfigureForwarding(this IReverseProxyBuilder proxy, TimeSpan patience) =>
        proxy.ConfigureHttpClient(
            (_, handler) =>
            {
                // A request is sent only once its connection is open, so a retry of the connection sends no POST twice.
                handler.ConnectCallback = new Connector(patience).ConnectAsync;
                (handler.ConnectTimeout, handler.PooledConnectionIdleTimeout) = (
                    Timeout.InfiniteTimeSpan,
                    TimeSpan.FromSeconds(60)
                );
                // The same encoding as the server's: header text that is not ASCII is forwarded unchanged.
                handler.RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8;
                // A Kubernetes Service balances connections, not requests: a new pod gets its share as old connections
                // end.
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
                // The header set below propagates the trace; a client span would repeat the server span at every
                // request.
                handler.ActivityHeadersPropagator = null;
            }
        );

    public static async Task ForwardAsync(HttpContext context, RequestDelegate next)
    {
        OutsideHeaders.Strip(context.Request.Headers);
        // Cookies are the gateway's: a service would only log them.
        context.Request.Headers.Cookie = default;
        if (RequestHabits.CameAsHead(context))
            context.Request.Method = HttpMethods.Head;
        if (Activity.Current is { } activity)
            context.Request.Headers.TraceParent = activity.Id;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { } size)
        {
            if (UploadRoutes.IsUpload(context.Request.Method, context.Request.Path) && !size.IsReadOnly)
                size.MaxRequestBodySize = context
                    .RequestServices.GetRequiredService<IConfiguration>()
                    .GetValue("Limits:UploadBytes", LargestUpload);
            if (context.Request.ContentLength > size.MaxRequestBodySize)
            {
                // Without a limit the server drains the body for a moment, so that the client receives the answer and
                // not a connection reset.
                size.MaxRequestBodySize = null;
                await ProblemWriter.WriteAsync(context, PlatformProblems.TooLarge);
                return;
            }
        }
        await next(context);
        if (
            context.Response.StatusCode >= 400
            && context.GetForwarderErrorFeature() is { } error
            && !context.Response.HasStarted
            && !context.RequestAborted.IsCancellationRequested
        )
            await AnswerAsync(context, error);
    }

    /// <summary>
    /// Answers a failed forwarding with a problem, with Retry-After where a retry with the same Idempotency-Key helps.
    /// </summary>
    static Task AnswerAsync(HttpContext context, IForwarderErrorFeature error)
    {
        if (context.Response.StatusCode == 413)
            return ProblemWriter.WriteAsync(context, PlatformProblems.TooLarge);
        if (error.Error == ForwarderError.RequestBodyClient)
            return ProblemWriter.WriteAsync(context, PlatformProblems.Malformed);
        context
            .RequestServices.GetRequiredService<ILogger<AdmissionMiddleware>>()
            .LogWarning(
                "{Service} did not answer: {Error} {Reason}",
                context.GetReverseProxyFeature().Cluster.Config.ClusterId,
                error.Error,
                error.Exception?.GetBaseException().GetType().Name
            );
        return ProblemWriter.WriteAsync(context, PlatformProblems.Unavailable, retryAfter: RetryAfterSeconds);
    }
}

/// <summary>
/// Removes headers by which a proxy informs a service about the caller; only the gateway may set them. Of the private
/// X- headers only harmless ones pass, none of the older families, and no name with an underscore, which some programs
/// read as a hyphen.
/// </summary>
static class OutsideHeaders
{
    static readonly string[] Passing = ["X-Organization", "X-Requested-With", "X-Request-Id"];
    static readonly string[] Refused =
    [
        "Forwarded",
        "Via",
        "From",
        "Client-IP",
        "True-Client-IP",
        "Remote-User",
        "Remote-Addr",
        "Remote-Groups",
        "Remote-Name",
        "Remote-Email",
    ];
    static readonly string[] RefusedFamilies = ["X-", "Ssl-", "Cf-", "Fastly-", "Fly-", "Platform-", "Internal-"];

    public static void Strip(IHeaderDictionary headers)
    {
        List<string>? found = null;
        foreach (var header in headers)
        {
            if (IsForeign(header.Key))
                (found ??= []).Add(header.Key);
        }
        if (found is null)
            return;
        foreach (var name in found)
            headers.Remove(name);
    }

    static bool IsForeign(string name)
    {
        if (name.Contains('_'))
            return true;
        foreach (var family in RefusedFamilies)
            if (name.StartsWith(family, StringComparison.OrdinalIgnoreCase))
                return !Passing.Contains(name, StringComparer.OrdinalIgnoreCase);
        return (name[0] | 0x20) is 'f' or 'v' or 'c' or 't' or 'r'
            && Refused.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
