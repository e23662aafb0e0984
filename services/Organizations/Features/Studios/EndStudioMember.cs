using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Studios;

/// <summary>
/// Ends a membership of a studio (If-Match: the studio's version). The leader can leave only after a change of leader.
/// </summary>
static class EndStudioMember
{
    /// <param name="ValidTo">Last day; yesterday if not given.</param>
    public sealed record Request(LastDay? ValidTo);

    const string Find =
        "select role, person_id, valid_from, valid_to from studio_members where id = @memberId and studio_id = @id";
    const string End = "update studio_members set valid_to = @to, version = version + 1 where id = @memberId";

    [EndpointSummary("成员退出 End a membership of a studio")]
    public static async Task<Ok<GetStudio.Response>> Handle(
        Guid id,
        Guid memberId,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var studio = await Studio.HoldAsync(id, session, ct);
        ifMatch.Check(studio.Version);
        var member = await session.Find<Row>(Find, new { id, memberId }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (member.ValidTo is not null)
            throw new ProblemException(Problems.MembershipEnded);
        if (member.Role == "leader")
            throw new ProblemException(Problems.LeaderStays);
        var to = request.ValidTo?.Next ?? session.Today;
        if (to <= member.ValidFrom)
            throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.OutOfRange.At("/validTo"));
        await session.Execute(End, new { memberId, to }, ct);
        await studio.TouchAsync(session, ct);
        session.RecordAccess(member.PersonId);
        return await GetStudio.Handle(id, null, session, ct);
    }

    sealed record Row(string Role, Guid PersonId, DateOnly ValidFrom, DateOnly? ValidTo);
}
