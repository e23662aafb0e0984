using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.SignIns;

/// <summary>Ends one of the caller's sign-ins; its browser must sign in again within 30 s.</summary>
static class EndMySignIn
{
    const string End = "delete from sign_ins where id = @id and person_id = @Subject";

    [EndpointSummary("结束我的登录 Ends one of my sign-ins")]
    public static async Task<NoContent> Handle(Guid id, Session session, CancellationToken ct)
    {
        if (await session.Execute(End, new { id, session.Caller.Subject }, ct) == 0)
            throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(session.Caller.Subject);
        return TypedResults.NoContent();
    }
}
