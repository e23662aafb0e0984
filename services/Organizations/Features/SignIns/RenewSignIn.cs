using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.SignIns;

/// <summary>Keeps the renewed tokens of a browser.</summary>
static class RenewSignIn
{
    const string Renew = """
        update sign_ins
        set tokens = @Tokens, version = version + 1, renewed_at = @Now, renewing_until = null
        where hash = @hash and version = @Version and ends_at > @Now
        """;

    /// <param name="Version">The version of the tokens before.</param>
    /// <param name="Tokens">Sealed by the gateway.</param>
    public sealed record Request(long Version, [Required] byte[] Tokens);

    [EndpointSummary("登录续期 Keeps the renewed tokens")]
    public static async Task<NoContent> Handle(SignInHash hash, Request r, Session session, CancellationToken ct) =>
        await session.Execute(
            Renew,
            new
            {
                hash = hash.Bytes,
                r.Version,
                r.Tokens,
                session.Now,
            },
            ct
        ) == 1
            ? TypedResults.NoContent()
            : throw new ProblemException(PlatformProblems.NotFound);
}
