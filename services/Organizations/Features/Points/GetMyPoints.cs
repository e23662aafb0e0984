using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

static class GetMyPoints
{
    [EndpointSummary("我的积分 My points")]
    public static Task<Ok<PointAccount.Response>> Handle(Paging paging, Session session, CancellationToken ct) =>
        PointAccount.AnswerAsync(session.Caller.Subject, paging, session, ct);
}
