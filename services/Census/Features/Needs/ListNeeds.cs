using Census.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Needs;

/// <summary>Needs of the caller's area and of the households she covers, the latest first.</summary>
static class ListNeeds
{
    [EndpointSummary("需求台账 List needs")]
    public static async Task<Ok<Page<NeedView>>> Handle(
        Session session,
        Paging paging,
        CancellationToken ct,
        string? state = null
    )
    {
        var check = new Validation();
        if (state is not null)
            check.OneOf("/state", state, CodeTables.NeedState);
        check.ThrowIfInvalid();
        var after = paging.After<Latest>() ?? Latest.First(session);
        var ids = await Latest.IdsAsync(session, "needs", "opened_at", state is null ? "true" : "t.state = @state", ct);
        return TypedResults.Ok(
            await NeedView.PageAsync(
                session,
                paging,
                $"{NeedView.Select} where n.id in ({ids}) order by n.opened_at desc, n.id desc",
                new
                {
                    after.At,
                    after.Id,
                    state,
                    paging.Take,
                },
                ct
            )
        );
    }
}
