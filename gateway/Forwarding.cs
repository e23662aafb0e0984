using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway;

/// <summary>
/// The last step before a service and the first after it: what may go in, and what a lost service sounds like.
/// </summary>
static class Forwarding
{
    const int RetryAfterSeconds = 2;

    /// <summary>Unless Limits:UploadBytes says otherwise; the service has a limit of its own.</summary>
    const long LargestUpload = 64L * 1024 * 1024;

    public static IReverseProxyBuilder ConfigureForwarding(this IReverseProxyBuilder proxy, TimeSpan patience) =>
        proxy.ConfigureHttpClient(
            (_, handler) =>
            {
                // Nothing of a request is sent before its connection is there, so that connecting again sends no POST
                // twice.
                handler.ConnectCallback = new Connector(patience).ConnectAsync;
                (handler.ConnectTimeout, handler.PooledConnectionIdleTimeout) = (
                    Timeout.InfiniteTimeSpan,
                    TimeSpan.FromSeconds(60)
                );
                // As the server has read them: text that is not ASCII goes on as it came.
                handler.RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8;
                // A Service shares out connections, not requests: a new pod gets its share as the old connections end.
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
                // The trace goes on by the header set below; a client span beside the server span would say the same
                // once more at every request.
                handler.ActivityHeadersPropagator = null;
            }
        );

    public static async Task ForwardAsync(HttpContext context, RequestDelegate next)
    {
        OutsideHeaders.Strip(context.Request.Headers);
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
                // Without a limit the server reads on for a moment and throws away, so that the sender hears the answer
                // and not a reset connection.
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
    /// Whatever cut the request off, its answer is a problem; one that a retry with the same Idempotency-Key mends says
    /// when.
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
/// Headers by which a proxy tells a service who calls are ours to set, so none of that kind passes from outside: of the
/// private X- headers only those known to be harmless, nothing of the older families, and no name with an underscore,
/// which some read as a hyphen.
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
