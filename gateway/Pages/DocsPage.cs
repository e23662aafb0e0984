using Scalar.AspNetCore;
using ServiceDefaults.Http;

namespace Gateway.Pages;

/// <summary>
/// /docs/{service}: the API document of one service, shown by Scalar. The scripts come from the package; the document
/// and every tried call use this origin.
/// </summary>
static class DocsPage
{
    /// <summary>Part of the scripts' address: browsers cache them until the package changes.</summary>
    static readonly string Version = typeof(ScalarOptions).Assembly.GetName().Version!.ToString();

    public static void MapDocs(this WebApplication app) =>
        app.MapScalarApiReference("/docs", Configure).AddEndpointFilter(AnswerAsync);

    static void Configure(ScalarOptions options, HttpContext context)
    {
        var (name, zh, en) = Backends.All.Single(s => s.Name == ServiceIn(context));
        options.Title = $"{zh} {en} - 接口文档 API";
        options.HeadContent = "<link rel=\"stylesheet\" href=\"/docs.css\"><link rel=\"icon\" href=\"data:,\">";
        options.HeaderContent = Header(name);
        options.Favicon = null;
        options.BundleUrl = $"scalar.js?v={Version}";
        options.DynamicNonce = true;
        options.Localization = new() { Locale = "zh-CN" };
        options.Authentication = new() { PreferredSecuritySchemes = ["bearer"] };
        options.PersistentAuthentication = false;
        options.DocumentDownloadType = DocumentDownloadType.Direct;
        options.ShowExtensions = ["x-access"];
        // Each of these requests another origin or links to one.
        options.DefaultFonts = false;
        options.Telemetry = false;
        options.HideClientButton = true;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.Agent = new() { Disabled = true };
        options.Mcp = new() { Disabled = true };
    }

    static string Header(string current)
    {
        var html = new Html();
        html.Add($"<header class=\"platform\"><a class=\"home\" href=\"/\">妇联基层工作平台</a><nav>");
        foreach (var (name, zh, en) in Backends.All)
            html.Add(
                $"<a href=\"/docs/{name}\" aria-current=\"{(name == current ? "page" : "false")}\">{zh} <small>{en}</small></a>"
            );
        html.Add($"<a href=\"/docs/problems\">错误代码 <small>Problems</small></a></nav></header>");
        return html.ToString();
    }

    static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (ServiceIn(context) is { } name && Backends.All.All(s => s.Name != name))
            throw new ProblemException(PlatformProblems.NotFound);
        // The scripts' addresses are relative to the page's.
        if (context.Request.Path.Value!.EndsWith('/'))
            return TypedResults.LocalRedirect($"/docs/{ServiceIn(context)}");
        var answer = await next(invocation);
        var headers = context.Response.Headers;
        if (context.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
        {
            headers.ContentLanguage = "zh-CN";
            headers.ContentSecurityPolicy = Policy(nonce);
            headers.XFrameOptions = "DENY";
        }
        else if (context.Request.Query["v"] == Version)
            headers.CacheControl = "public, max-age=31536000, immutable";
        return answer;
    }

    /// <summary>Scalar adds styles by script; blob: is a picture in the answer of a tried call.</summary>
    static string Policy(string nonce) =>
        $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
        + "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static string? ServiceIn(HttpContext context) => context.GetRouteValue("documentName") as string;
}
