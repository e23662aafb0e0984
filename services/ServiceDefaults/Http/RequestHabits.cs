using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Http;

/// <summary>What a request may look like before any route sees it.</summary>
public static class RequestHabits
{
    /// <summary>
    /// The longest address, in characters, and the largest head of a request, names and values, that are served.
    /// </summary>
    const int LongestAddress = 8 * 1024,
        LargestHead = 32 * 1024;

    static readonly UTF8Encoding s_lenient = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>What the server itself takes; beyond that it cuts the connection without a word of ours.</summary>
    internal static void Allow(KestrelServerOptions server)
    {
        server.Limits.MaxRequestLineSize = 4 * LongestAddress;
        server.Limits.MaxRequestHeadersTotalSize = 4 * LargestHead;
        // Of bytes that are no UTF-8 the server would answer 400 without a body; U+FFFD in their place lets the
        // header's reader say what it makes of it.
        server.RequestHeaderEncodingSelector = _ => s_lenient;
    }

    /// <summary>Refuses with a problem what is longer than an address or a head may be (PLT-0050, PLT-0051).</summary>
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
    /// HEAD is answered wherever GET is, with the same headers (RFC 9110, 9.3.2): routes know GET alone, and the server
    /// leaves the body of the answer out, for it remembers what came.
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
    /// Whether the request came as HEAD and is answered as GET. Asked at every request, so not kept in its Items, which
    /// would be made for the question.
    /// </summary>
    public static bool CameAsHead(HttpContext context) => context.Features.Get<Head>() is not null;

    sealed class Head
    {
        public static readonly Head Instance = new();
    }

    /// <summary>
    /// JSON is UTF-8 (RFC 8259, 8.1): a charset that says so in any spelling is left out, for the framework knows one
    /// spelling alone; any other is refused (PLT-0010).
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
