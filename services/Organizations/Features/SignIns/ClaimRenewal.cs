using ServiceDefaults.Data;

namespace Organizations.Features.SignIns;

/// <summary>
/// Lets one replica of the gateway renew the tokens: a refresh token may be used once only. A claim ends after 20 s,
/// because a replica may die with it.
/// </summary>
static class ClaimRenewal
{
    const string Claim = """
        update sign_ins
        set renewing_until = @until
        where hash = @hash and version = @Version and ends_at > @Now and (renewing_until is null or renewing_until <= @Now)
        """;
    static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    /// <param name="Version">The version of the tokens to renew.</param>
    public sealed record Request(long Version);

    /// <param name="Claimed">False: another replica renews these tokens, or has done it.</param>
    public sealed record Response(bool Claimed);

    [EndpointSummary("续期占用 Claims the renewal of the tokens")]
    public static async Task<Ok<Response>> Handle(SignInHash hash, Request r, Session session, CancellationToken ct) =>
        TypedResults.Ok(
            new Response(
                await session.Execute(
                    Claim,
                    new
                    {
                        hash = hash.Bytes,
                        r.Version,
                        session.Now,
                        until = session.Now + Length,
                    },
                    ct
                ) == 1
            )
        );
}
