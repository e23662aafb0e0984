using Gateway.Pages;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;

namespace Gateway.Trial;

/// <summary>The pages of /trial/authorize.</summary>
static class TrialPage
{
    /// <summary>The parameters of the request that a link on the page repeats.</summary>
    static readonly string[] Repeated =
    [
        "client_id",
        "response_type",
        "response_mode",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
    ];

    /// <summary>One link a person and post, in groups of one post, in the order of the list.</summary>
    public static string People(OpenIddictRequest request, string words, IReadOnlyList<TrialPeople.Person> people)
    {
        var html = new Html();
        html.Add(
            $"""
            <p class="notice">这是试用环境：不用密码，点一下姓名即可登录。请勿录入真实的个人信息。
            <small>This is a trial without passwords: click a name to sign in. Do not enter data of real people.</small></p>
            """
        );
        Search(html, request, words);
        if (people.Count == 0)
            html.Add($"<p class=\"away\">没有找到。 <small>Nobody was found.</small></p>");
        foreach (var post in people.GroupBy(p => p.Post, StringComparer.Ordinal))
        {
            var name = post.First().PostName;
            html.Add($"<h2>{name.Zh} <small>{name.En}</small></h2><ul class=\"people\">");
            foreach (var person in post)
                html.Add(
                    $"<li><a href=\"{Address(request, ("person", person.Id.ToString()))}\"><b>{person.Name}</b>"
                        + $"<span>{(person.Place is { Length: > 0 } place ? place : "全部地区 All areas")}</span></a></li>"
                );
            html.Add($"</ul>");
        }
        return Html.Page("今天您是谁？", "Who are you today?", html);
    }

    public static string Refusal(string error, string? description)
    {
        var html = new Html();
        html.Add(
            $"<p>这个登录请求无效，请返回首页重新登录。 <small>This sign-in request is not valid. Go back to the start and sign in "
                + $"again.</small></p><p><code>{error}</code> <small>{description}</small></p>"
                + $"<p><a href=\"/\">返回首页 <small>Start page</small></a></p>"
        );
        return Html.Page("无法登录", "Cannot sign in", html);
    }

    public static string NotListed(OpenIddictRequest request)
    {
        var html = new Html();
        html.Add(
            $"<p>此人今天没有职务，不能用于试用登录。 <small>This person holds no post today and cannot be chosen.</small></p>"
                + $"<p><a href=\"{Address(request)}\">重新选择 <small>Choose again</small></a></p>"
        );
        return Html.Page("无法登录", "Cannot sign in", html);
    }

    public static string Away(OpenIddictRequest request)
    {
        var html = new Html();
        html.Add(
            $"<p>组织服务暂时没有应答，请稍后再试。 <small>The service Organizations does not answer; try again in a "
                + $"moment.</small></p><p><a href=\"{Address(request)}\">再试一次 <small>Try again</small></a></p>"
        );
        return Html.Page("暂时无法登录", "Sign-in is unavailable", html);
    }

    static void Search(Html html, OpenIddictRequest request, string words)
    {
        html.Add($"<form class=\"search\" method=\"get\" action=\"{TrialAuthority.AuthorizePath}\">");
        foreach (var (name, value) in Parameters(request))
            html.Add($"<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        html.Add(
            $"<label for=\"words\">姓名、职务或地区 <small>Name, post or area</small></label>"
                + $"<input id=\"words\" name=\"words\" type=\"search\" maxlength=\"100\" value=\"{words}\">"
                + $"<button>查找 <small>Search</small></button></form>"
        );
    }

    static string Address(OpenIddictRequest request, params IEnumerable<(string Name, string? Value)> more) =>
        QueryHelpers.AddQueryString(
            TrialAuthority.AuthorizePath,
            Parameters(request).Concat(more).Select(p => KeyValuePair.Create(p.Name, p.Value))
        );

    static IEnumerable<(string Name, string? Value)> Parameters(OpenIddictRequest request) =>
        Repeated.Where(request.HasParameter).Select(name => (name, (string?)request[name]));
}
