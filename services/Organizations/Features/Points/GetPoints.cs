using Organizations.Features.People;
using ServiceDefaults.Data;

namespace Organizations.Features.Points;

static class GetPoints
{
    /// <param name="cursor">next of the previous answer; none for the latest entries.</param>
    /// <param name="limit">Number of entries, 1-500; 50 if not given.</param>
    [EndpointSummary("积分 Points of a person")]
    public static async Task<Ok<PointAccount.Response>> Handle(
        Guid id,
        string? cursor,
        int? limit,
        Session session,
        CancellationToken ct
    )
    {
        await PersonInSight.MustSeeAsync(session, id, ct);
        return await PointAccount.AnswerAsync(id, cursor, limit, session, ct);
    }
}
