using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Visits;

/// <summary>Diaries, the latest visit first; of one household or of all the caller may see.</summary>
static class ListVisits
{
    const string OfHousehold =
        VisitView.Select
        + " where v.household_id = @householdId and (v.visited_at, v.id) < (@At, @Id) "
        + "order by v.visited_at desc, v.id desc limit @Take";

    [EndpointSummary("民情日记 List visits")]
    public static async Task<Ok<Page<VisitView>>> Handle(
        Session session,
        Paging paging,
        CancellationToken ct,
        Guid? householdId = null
    )
    {
        var after = paging.After<Latest>() ?? Latest.First(session);
        var sql = householdId is not null
            ? OfHousehold
            : $"{VisitView.Select} "
                + $"where v.id in ({await Latest.IdsAsync(session, "visits", "visited_at", "true", ct)}) "
                + "order by v.visited_at desc, v.id desc";
        var page = paging.Of(
            await session.Query<VisitView.Row>(
                sql,
                new
                {
                    after.At,
                    after.Id,
                    householdId,
                    paging.Take,
                },
                ct
            ),
            v => new Latest(v.VisitedAt, v.Id)
        );
        await VisitView.SawAsync(session, page.Items, ct);
        return TypedResults.Ok(new Page<VisitView>([.. page.Items.Select(v => v.View(session))], page.Next));
    }
}
