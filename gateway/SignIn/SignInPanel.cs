using System.Net;
using System.Text.Json;
using Gateway.Pages;
using ServiceDefaults.Http;

namespace Gateway.SignIn;

/// <summary>The part of the start page that says who is signed in, and lets a person sign in and out.</summary>
sealed class SignInPanel(Backends backends, SignIns? signIns = null)
{
    const string SignInButton = """<a class="button" href="/auth/sign-in">登录 <small>Sign in</small></a>""",
        SignOutButton =
            """
                <form method="post" action="/auth/sign-out"><button class="button">退出 <small>Sign out</small></button></form>
                """;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<Html> RenderAsync(HttpContext context)
    {
        var html = new Html();
        if (signIns is null)
            return html;
        if (CookieSecret.Of(context.Request) is not { } secret)
            return Add(html, null, SignInButton);
        try
        {
            if (await signIns.AuthorizationAsync(secret, context.RequestAborted) is not { } authorization)
                return Add(html, null, SignInButton);
            var me = AskAsync("me", authorization, context);
            var posts = AskAsync("code-tables?name=post", authorization, context);
            return Add(html, new(await me, await posts), SignOutButton);
        }
        catch (ProblemException)
        {
            return html.Add(
                $"<p class=\"away\">暂时无法读取登录状态。 <small>The state of your sign-in cannot be read just now.</small></p>"
            );
        }
    }

    async Task<JsonElement?> AskAsync(string what, string authorization, HttpContext context)
    {
        var (status, body) = await backends.AskAsync(
            HttpMethod.Get,
            "organizations",
            "/organizations/v1/" + what,
            null,
            Patience,
            context.RequestAborted,
            ("Authorization", authorization)
        );
        return status is HttpStatusCode.OK ? body : null;
    }

    static Html Add(Html html, Known? known, string button)
    {
        html.Add($"<section class=\"signed-in\">");
        if (known?.Me is { } me)
        {
            html.Add($"<b>{me.GetProperty("name").GetString() ?? "未登记的人员 Not registered"}</b><ul>");
            foreach (var post in me.GetProperty("posts").EnumerateArray())
                html.Add(
                    $"<li>{post.GetProperty("place").GetString()} {known.NameOf(post.GetProperty("post").GetString()!)}</li>"
                );
            html.Add($"</ul>");
        }
        return html.Raw(button).Add($"</section>");
    }

    /// <param name="Me">Null while Organizations does not answer.</param>
    /// <param name="Posts">The code table of posts.</param>
    sealed record Known(JsonElement? Me, JsonElement? Posts)
    {
        public string NameOf(string post) =>
            Posts
                ?.GetProperty("items")
                .EnumerateArray()
                .SelectMany(t => t.GetProperty("codes").EnumerateArray())
                .Where(c => c.GetProperty("value").GetString() == post)
                .Select(c => $"{c.GetProperty("zh").GetString()} {c.GetProperty("en").GetString()}")
                .FirstOrDefault()
            ?? post;
    }
}
