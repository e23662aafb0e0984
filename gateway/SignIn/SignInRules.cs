namespace Gateway.SignIn;

/// <summary>
/// Which requests may act by a cookie: browsers add it to requests that other sites cause. Sec-Fetch-Site (Fetch
/// Metadata, W3C) cannot be set by a page, and X-Requested-With not by a form.
/// </summary>
static class SignInRules
{
    public static bool MayAct(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        || HttpMethods.IsHead(request.Method)
        || (request.Headers["X-Requested-With"].Count > 0 && IsSamePage(request));

    public static bool IsSamePage(HttpRequest request) => request.Headers["Sec-Fetch-Site"] == "same-origin";
}
