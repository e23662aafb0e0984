using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Http;

/// <summary>Checks and conversions of every request, before routing.</summary>
public static class RequestHabits
{
    /// <summary>
    /// Longest address, in characters, and largest headers, names and values together, of a request that is served.
    /// </summary>
    const int LongestAddress = 8 * 1024,
        LargestHead = 32 * 1024;

    static readonly UTF8Encoding s_lenient = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>
    /// Sets the server's own limits above ours; beyond them it closes the connection without a problem document.
    /// </summary>
    internal static void Allow(KestrelServerOptions server)
    {
        server.Limits.MaxRequestLineSize = 4 * LongestAddress;
        server.Limits.MaxRequestHeadersTotalSize = 4 * LargestHead;
        // For bytes that are not UTF-8 the server would answer 400 without a body. U+FFFD replaces them, so that the
        // header's own check can answer.
        server.RequestHeaderEncodingSelector = _ => s_lenient;
    }

    /// <summary>Refuses a longer address (PLT-0050) or larger headers (PLT-0051) with a problem.</summary>
    internal static void UseLimits(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                var request = context.Request;
                if (request.Path.Value!.Length + request.QueryString.Value!.Length > LongestAddress)
                    throw new ProblemException(PlatformProblems.AddressTooLong);
                var head = 0;
                foreach (var (name, values) in request.Headers)
                foreach (var value in values)
                    head += name.Length + (value?.Length ?? 0);
                return head > LargestHead ? throw new ProblemException(PlatformProblems.HeadTooLarge) : next(context);
            }
        );

    /// <summary>
    /// Answers HEAD wherever GET is served, with the same headers (RFC 9110, 9.3.2). Routing sees GET; the server omits
    /// the body, because it knows the original method.
    /// </summary>
    public static void UseHead(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (HttpMethods.IsHead(context.Request.Method))
                {
                    context.Request.Method = HttpMethods.Get;
                    context.Features.Set(Head.Instance);
                }
                return next(context);
            }
        );

    /// <summary>
    /// Whether the request came as HEAD and is answered as GET. A feature, not an entry of Items, which every request
    /// would have to allocate.
    /// </summary>
    public static bool CameAsHead(HttpContext context) => context.Features.Get<Head>() is not null;

    sealed class Head
    {
        public static readonly Head Instance = new();
    }

    /// <summary>
    /// JSON is UTF-8 (RFC 8259, 8.1). A charset of UTF-8 in any spelling is removed, because the framework accepts only
    /// one spelling; any other charset is refused (PLT-0010).
    /// </summary>
    internal static void UseUtf8(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (
                    !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
                    || !type.Charset.HasValue
                    || !IsJson(type)
                )
                    return next(context);
                var charset = HeaderUtilities.RemoveQuotes(type.Charset).ToString().Trim();
                if (
                    !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                    && !charset.Equals("utf8", StringComparison.OrdinalIgnoreCase)
                )
                    throw new ProblemException(PlatformProblems.MediaType);
                type.Charset = null;
                context.Request.ContentType = type.ToString();
                return next(context);
            }
        );

    static bool IsJson(MediaTypeHeaderValue type) =>
        type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase)
        || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
}
