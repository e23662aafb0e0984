using System.Reflection;
using Gateway.SignIn;

namespace Gateway.Pages;

static class PageRoutes
{
    static readonly string[] Read = ["GET", "HEAD"];

    public static void MapPages(this WebApplication app)
    {
        var services = Services();
        app.MapMethods("/", Read, async (HttpContext context, SignInPanel panel) =>
        {
            context.Response.Headers.CacheControl = "private, no-cache";
            return Page(Landing(await panel.RenderAsync(context)));
        });
        app.MapMethods("/docs", Read, () => Page(services));
        app.MapDocs();
        app.MapMethods("/docs/problems", Read, async (Catalogue catalogue, CancellationToken ct) =>
            Page(ProblemsPage.Render(await catalogue.ReadAsync(ct)))
        );
        MapStyle(app, "style.css");
        MapStyle(app, "docs.css");
    }

    static void MapStyle(WebApplication app, string name)
    {
        using var file = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        var style = file.ReadToEnd();
        app.MapMethods($"/{name}", Read, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=3600";
            return TypedResults.Text(style, "text/css; charset=utf-8");
        });
    }

    static IResult Page(string html) => TypedResults.Text(html, "text/html; charset=utf-8");

    static string Landing(Html panel)
    {
        var html = new Html().Raw(panel.ToString());
        html.Add(
            $"""
            <p class="lead">从一次入户走访，到一份稳定的工作：走访、需求、培训、证书、就业，一条线跟到底。
            <small>From a home visit to a steady job: visit, need, class, certificate and placement on one thread.</small></p>
            """
        );
        return Html.Page("妇联基层工作平台", "Women’s Federation Platform", Cards(html));
    }

    static string Services()
    {
        var html = new Html();
        html.Add(
            $"""
            <p class="lead">每个服务一份接口文档，填入令牌后可直接试调。
            <small>One API document per service; with a token its calls can be tried there.</small></p>
            """
        );
        return Html.Page("接口文档", "API", Cards(html));
    }

    static Html Cards(Html html)
    {
        html.Add($"<ul class=\"cards\">");
        foreach (var (name, zh, en) in Backends.All)
        {
            var (purposeZh, purposeEn) = Purpose(name);
            html.Add(
                $"<li id=\"{name}\"><a href=\"/docs/{name}\"><b>{zh}</b> <small>{en}</small><span>{purposeZh}</span>"
                    + $"<span>{purposeEn}</span></a></li>"
            );
        }
        return html.Add($"</ul>");
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
