using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Needs;

/// <summary>The needs of the person who asks, the latest first.</summary>
static class ListMyNeeds
{
    const string Mine =
        NeedView.Select
        + " where n.resident_id = @Subject and (n.opened_at, n.id) < (@At, @Id) order by n.opened_at desc, "
        + "n.id desc limit @Take";

    [EndpointSummary("我的需求 My needs")]
    public static async Task<Ok<Page<NeedView>>> Handle(Session session, Paging paging, CancellationToken ct)
    {
        var after = paging.After<Latest>() ?? Latest.First(session);
        return TypedResults.Ok(
            await NeedView.PageAsync(
                session,
                paging,
                Mine,
                new
                {
                    session.Caller.Subject,
                    after.At,
                    after.Id,
                    paging.Take,
                },
                ct
            )
        );
    }
}
