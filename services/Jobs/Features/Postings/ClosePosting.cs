using Jobs.Domain;
using Jobs.Features.Referrals;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Postings;

/// <summary>Closes a posting, refuses its open referrals and erases the names in them.</summary>
static class ClosePosting
{
    const string Find = "select state from postings where id = @id and employer_id = @OrganizationId for update";
    const string Close = "update postings set state = 'closed', version = version + 1 where id = @id returning version";
    const string Referrals =
        "select id, 'refused' as outcome, 'posting-closed' as reason from referrals where posting_id = @id";

    public sealed record Request;

    [EndpointSummary("关闭岗位 Close a posting")]
    public static async Task<Ok<Response>> Handle(Guid id, Request? request, Session session, CancellationToken ct)
    {
        var state = await session.Find<string>(Find, new { id, session.Caller.OrganizationId }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (state == "closed")
            throw new ProblemException(Problems.PostingNotOpen);
        var version = await session.Find<long>(Close, new { id }, ct);
        EndedReferrals.Defer(Referrals, new { id, session.Now }, session);
        return TypedResults.Ok(new Response(id, "closed", version));
    }

    public sealed record Response(Guid Id, [Code(nameof(CodeTables.PostingState))] string State, long Version)
        : IVersioned;
}
