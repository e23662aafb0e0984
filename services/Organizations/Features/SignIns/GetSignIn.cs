using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.SignIns;

/// <summary>The sealed tokens of a browser, for the gateway.</summary>
static class GetSignIn
{
    const string Find = """
        select tokens, version, coalesce(renewing_until > @Now, false) as renewing
        from sign_ins
        where hash = @hash and ends_at > @Now
        """;

    /// <param name="Renewing">A replica of the gateway is about to renew the tokens.</param>
    public sealed record Response(byte[] Tokens, long Version, bool Renewing);

    [EndpointSummary("登录令牌 The sealed tokens of a signed-in browser")]
    public static async Task<Ok<Response>> Handle(SignInHash hash, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            await session.Find<Response>(Find, new { hash = hash.Bytes, session.Now }, ct)
                ?? throw new ProblemException(PlatformProblems.NotFound)
        );
}
