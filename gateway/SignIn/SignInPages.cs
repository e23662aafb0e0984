using Gateway.Pages;
using ServiceDefaults.Http;

namespace Gateway.SignIn;

/// <summary>The page of a sign-in that has failed; it is read by a person, in a browser.</summary>
static class SignInPages
{
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        var html = new Html();
        html.Add(
            $"""
            <p class="lead">{problem.DoZh} <small>{problem.DoEn}</small></p>
            <p><a class="button" href="/auth/sign-in">重新登录 <small>Sign in again</small></a></p>
            <p><a href="/docs/problems#{problem.Code}">{problem.Code}</a></p>
            """
        );
        return Html.SendAsync(context, problem.Status, Html.Page(problem.Zh, problem.En, html));
    }
}
