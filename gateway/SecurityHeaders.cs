namespace Gateway;

/// <summary>
/// Adds the security headers of every answer; a service that needs another policy for a page sends its own.
/// </summary>
static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app)
    {
        var policy = app.Configuration["Security:ContentPolicy"] ?? "default-src 'none'; frame-ancestors 'none'";
        Func<object, Task> add = state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = policy;
                headers.XFrameOptions = "DENY";
            }
            headers.Server = default;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
            if (context.Request.IsHttps)
                headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            return Task.CompletedTask;
        };
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(add, context);
                return next(context);
            }
        );
    }
}
