using System.Reflection;

namespace Gateway.Pages;

static class PageRoutes
{
    static readonly string[] Read = ["GET", "HEAD"];

    public static void MapPages(this WebApplication app)
    {
        using var file = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("style.css")!);
        var style = file.ReadToEnd();
        var landing = Landing();
        app.MapMethods("/", Read, () => Page(landing));
        app.MapMethods("/docs", Read, async (Catalogue catalogue, CancellationToken ct) =>
            Page(DocsPage.Render(await catalogue.ReadAsync(ct)))
        );
        app.MapMethods("/docs/problems", Read, async (Catalogue catalogue, CancellationToken ct) =>
            Page(ProblemsPage.Render(await catalogue.ReadAsync(ct)))
        );
        app.MapMethods("/style.css", Read, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=3600";
            return TypedResults.Text(style, "text/css; charset=utf-8");
        });
    }

    static IResult Page(string html) => TypedResults.Text(html, "text/html; charset=utf-8");

    static string Landing()
    {
        var html = new Html();
        html.Add(
            $"""
            <p class="lead">从一次入户走访，到一份稳定的工作：走访、需求、培训、证书、就业，一条线跟到底。
            <small>From a home visit to a steady job: visit, need, class, certificate and placement on one thread.</small></p>
            <ul class="cards">
            """
        );
        foreach (var (name, zh, en) in Backends.All)
        {
            var (purposeZh, purposeEn) = Purpose(name);
            html.Add(
                $"<li><a href=\"/docs#{name}\"><b>{zh}</b> <small>{en}</small><span>{purposeZh}</span>"
                    + $"<span>{purposeEn}</span></a></li>"
            );
        }
        html.Add($"</ul>");
        return Html.Page("妇联基层工作平台", "Women’s Federation Platform", html);
    }

    static (string Zh, string En) Purpose(string service) =>
        service switch
        {
            "organizations" => ("区划、人员、任职、积分", "Divisions, people, posts, points"),
            "census" => ("家庭与居民、走访、需求", "Households, visits, needs"),
            "training" => ("课程、考勤、证书、核验", "Classes, attendance, certificates"),
            _ => ("招聘、推荐、入职、跟踪", "Postings, referrals, placements"),
        };
}
