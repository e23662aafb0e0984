using ServiceDefaults.Data;

namespace Organizations.Features.Points;

static class GetMyPoints
{
    /// <param name="cursor">next of the previous answer; none for the latest entries.</param>
    /// <param name="limit">Number of entries, 1-500; 50 if not given.</param>
    [EndpointSummary("我的积分 My points")]
    public static Task<Ok<PointAccount.Response>> Handle(
        string? cursor,
        int? limit,
        Session session,
        CancellationToken ct
    ) => PointAccount.AnswerAsync(session.Caller.Subject, cursor, limit, session, ct);
}
