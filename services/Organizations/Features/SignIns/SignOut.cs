using ServiceDefaults.Data;

namespace Organizations.Features.SignIns;

/// <summary>Ends the sign-in of one browser; also when it has ended before.</summary>
static class SignOut
{
    [EndpointSummary("退出 Ends the sign-in of a browser")]
    public static async Task<NoContent> Handle(SignInHash hash, Session session, CancellationToken ct)
    {
        await session.Execute("delete from sign_ins where hash = @hash", new { hash = hash.Bytes }, ct);
        return TypedResults.NoContent();
    }
}
