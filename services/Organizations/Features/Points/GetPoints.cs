using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

static class GetPoints
{
    [EndpointSummary("积分 Points of a person")]
    public static async Task<Ok<PointAccount.Response>> Handle(
        Guid id,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        await PersonInSight.MustSeeAsync(session, id, ct);
        return await PointAccount.AnswerAsync(id, paging, session, ct);
    }
}
