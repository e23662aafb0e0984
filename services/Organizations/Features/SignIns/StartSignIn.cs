using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.SignIns;

/// <summary>Keeps a browser that has signed in, and removes those whose time is over.</summary>
static class StartSignIn
{
    const string Remove = "delete from sign_ins where ends_at <= @Now";
    const string Add = """
        insert into sign_ins (id, hash, person_id, device, tokens, signed_in_at, renewed_at, ends_at)
        values (@id, @Hash, @PersonId, @Device, @Tokens, @Now, @Now, @EndsAt)
        """;

    /// <param name="Hash">SHA-256 of the cookie's secret.</param>
    /// <param name="Device">The browser and system, as far as the person recognises them.</param>
    /// <param name="Tokens">Sealed by the gateway.</param>
    /// <param name="Hours">After this time the browser must sign in again.</param>
    public sealed record Request(
        [Required] byte[] Hash,
        [Required] Guid PersonId,
        [Required, Longest(100)] string Device,
        [Required] byte[] Tokens,
        [Required, Between(1, 24 * 90)] int Hours
    );

    [EndpointSummary("登录开始 A browser has signed in")]
    public static async Task<NoContent> Handle(Request r, Session session, CancellationToken ct)
    {
        await session.Execute(Remove, new { session.Now }, ct);
        await session.Execute(
            Add,
            new
            {
                id = Guid.CreateVersion7(session.Now),
                r.Hash,
                r.PersonId,
                r.Device,
                r.Tokens,
                session.Now,
                EndsAt = session.Now.AddHours(r.Hours),
            },
            ct
        );
        session.RecordAccess(r.PersonId);
        return TypedResults.NoContent();
    }
}
