using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Gateway.Pages;

/// <summary>Builds a page; values in a $"..." are encoded, its literal text is markup.</summary>
sealed class Html
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    readonly StringBuilder _text = new();

    public Html Add([InterpolatedStringHandlerArgument("")] ref Markup markup) => this;

    public override string ToString() => _text.ToString();

    /// <summary>The frame of every page: title in both languages, links to the other pages, the style sheet.</summary>
    public static string Page(string zh, string en, Html body) =>
        new Html()
            .Add(
                $"<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta "
                    + $"name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{zh} "
                    + $"{en}</title>"
            )
            .Add(
                $"<link rel=\"stylesheet\" href=\"/style.css\"><link rel=\"icon\" href=\"data:,\"></head>"
                    + $"<body><header><a class=\"home\" href=\"/\">妇联基层工作平台 <small>Women’s Federation "
                    + $"Platform</small></a>"
            )
            .Add(
                $"<nav><a href=\"/docs\">接口文档 <small>API</small></a><a href=\"/docs/problems\">错误代码 "
                    + $"<small>Problems</small></a><a href=\"/health/ready\">运行状态 <small>Health</small></a>"
                    + $"</nav></header>"
            )
            .Add($"<main><h1>{zh} <small>{en}</small></h1>")
            .Raw(body.ToString())
            .Add($"</main></body></html>")
            .ToString();

    /// <summary>Answers with a page that depends on the request, and that nobody keeps.</summary>
    public static Task SendAsync(HttpContext context, int status, string page)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(page, context.RequestAborted);
    }

    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    [InterpolatedStringHandler]
    public readonly ref struct Markup(int literalLength, int formattedCount, Html html)
    {
        readonly StringBuilder _text = html._text;

        public readonly int Size => literalLength + formattedCount;

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted<T>(T value) => _text.Append(Encoder.Encode(value?.ToString() ?? ""));
    }
}
