using System.Text.Json;

namespace Gateway.Pages;

/// <summary>
/// /docs: every route of every service, who may call it and what it takes, made from the OpenAPI documents the services
/// serve.
/// </summary>
static class DocsPage
{
    static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];
    static readonly (string Kind, string Zh, string En)[] Callers =
    [
        ("public", "任何人", "anybody"),
        ("person", "本人（已登录）", "a signed-in person, for their own"),
        ("staff", "工作人员", "staff"),
        ("organization", "单位", "organization"),
        ("partner", "合作系统", "partner"),
        ("wholeTree", "负责全部区域", "for all areas"),
    ];

    public static string Render(IReadOnlyList<Catalogue.Entry> entries)
    {
        var html = new Html();
        html.Add(
            $"""
            <section class="habits"><h2>通用约定 <small>Habits of every route</small></h2><ul>
            <li>请求头 <code>Authorization: Bearer …</code> 表明身份；能看到什么由任职决定。
            <small>The token says who; appointments say what she may see.</small></li>
            <li>每个 POST 带 <code>Idempotency-Key</code>（8-128 个字符），重试时沿用；保留 7 天。
            <small>Every POST has a key, the same for a retry; kept 7 days.</small></li>
            <li>GET 返回 <code>ETag</code>；PUT、PATCH、DELETE 须带 <code>If-Match</code>。
            <small>Read the ETag, send it as If-Match with a change.</small></li>
            <li>列表用 <code>?cursor=&amp;limit=</code> 翻页，<code>next</code> 为空即到末页。
            <small>Lists are paged by cursor; next is null at the end.</small></li>
            <li>在多个单位任职者用 <code>X-Organization</code> 指明代表哪一个。
            <small>Who acts for several organizations names one.</small></li>
            <li>失败一律为 <code>application/problem+json</code>，见<a href="/docs/problems">错误代码</a>；429 与 503 带 <code>Retry-After</code>。
            <small>Failures are problem details with stable codes.</small></li>
            </ul></section><nav class="services">
            """
        );
        foreach (var e in entries)
            html.Add($"<a href=\"#{e.Service}\">{e.Zh} <small>{e.En}</small></a>");
        html.Add($"</nav>");
        foreach (var e in entries)
            Service(html, e);
        return Html.Page("接口文档", "API", html);
    }

    static void Service(Html html, Catalogue.Entry entry)
    {
        html.Add(
            $"<section id=\"{entry.Service}\"><h2>{entry.Zh} <small>{entry.En}</small> "
                + $"<a class=\"source\" href=\"/openapi/{entry.Service}.json\">OpenAPI</a></h2>"
        );
        if (entry.Document is not { } document || !document.TryGetProperty("paths", out var paths))
        {
            html.Add(
                $"<p class=\"away\">该服务暂时无法访问，请稍后刷新。 <small>This service is away; reload in a "
                    + $"moment.</small></p></section>"
            );
            return;
        }
        var resources = paths.EnumerateObject().GroupBy(p => p.Name.Split('/').ElementAtOrDefault(3) ?? "").ToList();
        if (resources.Count == 0)
            html.Add($"<p class=\"away\">尚无接口。 <small>No routes yet.</small></p>");
        html.Add($"<nav class=\"resources\">");
        foreach (var resource in resources)
            html.Add($"<a href=\"#{entry.Service}.{resource.Key}\">{resource.Key}</a> ");
        html.Add($"</nav>");
        foreach (var resource in resources)
        {
            html.Add($"<h3 id=\"{entry.Service}.{resource.Key}\">{resource.Key}</h3>");
            foreach (var path in resource)
            foreach (var method in Methods)
                if (path.Value.TryGetProperty(method, out var operation))
                    Operation(html, document, method, path.Name, operation);
        }
        if (entry.Problems is { } problems)
        {
            html.Add($"<p class=\"codes\">错误代码 <small>Problems</small> ");
            foreach (var p in problems.Problems.Where(p => !p.Code.StartsWith("PLT-", StringComparison.Ordinal)))
                html.Add($"<a href=\"/docs/problems#{p.Code}\" title=\"{p.Zh} {p.En}\">{p.Code}</a> ");
            html.Add($"<a href=\"/docs/problems\">PLT-…</a></p>");
        }
        html.Add($"</section>");
    }

    static void Operation(Html html, JsonElement document, string method, string path, JsonElement operation)
    {
        var summary = Text(operation, "summary");
        html.Add(
            $"<details id=\"{method}{path.Replace('/', '.')}\"><summary><b class=\"{method}\">"
                + $"{method.ToUpperInvariant()}</b><code>{path}</code><span>{summary}</span></summary>"
        );
        if (Text(operation, "description") is { Length: > 0 } words)
            html.Add($"<p>{words}</p>");
        if (operation.TryGetProperty("x-access", out var access))
            Who(html, access);
        if (operation.TryGetProperty("parameters", out var parameters))
            Parameters(html, document, parameters);
        if (operation.TryGetProperty("requestBody", out var body) && body.TryGetProperty("content", out var content))
            foreach (var media in content.EnumerateObject())
                Fields(html, document, "请求", "Request", media);
        if (operation.TryGetProperty("responses", out var responses))
            foreach (var response in responses.EnumerateObject().Where(r => r.Name.StartsWith('2')))
                if (response.Value.TryGetProperty("content", out content))
                    foreach (var media in content.EnumerateObject())
                        Fields(html, document, $"返回 {response.Name}", "Answer", media);
        html.Add($"</details>");
    }

    static void Who(Html html, JsonElement access)
    {
        html.Add($"<p class=\"who\">谁可以调用 <small>Who may call</small> ");
        foreach (var (kind, zh, en) in Callers)
        {
            if (!access.TryGetProperty(kind, out var roles))
                continue;
            html.Add($"<span class=\"kind\">{zh} <small>{en}</small>");
            if (roles.ValueKind == JsonValueKind.Array)
                foreach (var role in roles.EnumerateArray())
                    html.Add($" <code>{role.GetString()}</code>");
            html.Add($"</span> ");
        }
        html.Add($"</p>");
    }

    static void Parameters(Html html, JsonElement document, JsonElement parameters)
    {
        if (parameters.GetArrayLength() == 0)
            return;
        html.Add($"<table><caption>参数 <small>Parameters</small></caption>");
        foreach (var p in parameters.EnumerateArray().Select(p => Field.Resolve(document, p)))
        {
            var required = p.TryGetProperty("required", out var r) && r.ValueKind == JsonValueKind.True;
            html.Add(
                $"<tr><td><code>{Text(p, "name")}</code></td><td>{Text(p, "in")}</td><td>"
                    + $"{(p.TryGetProperty("schema", out var s) ? Field.TypeOf(document, s) : "")}</td><td>"
            );
            html.Add($"{(required ? "必填 required" : "")}</td><td>{Text(p, "description")}</td></tr>");
        }
        html.Add($"</table>");
    }

    static void Fields(Html html, JsonElement document, string zh, string en, JsonProperty media)
    {
        html.Add($"<table><caption>{zh} <small>{en}</small> <code>{media.Name}</code></caption>");
        if (media.Value.TryGetProperty("schema", out var schema))
            foreach (var f in Field.Of(document, schema))
                html.Add(
                    $"<tr><td><code>{f.Path}</code></td><td>{f.Type}</td><td>"
                        + $"{(f.Required ? "必填 required" : "")}</td><td>{f.Description}</td></tr>"
                );
        html.Add($"</table>");
    }

    static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
