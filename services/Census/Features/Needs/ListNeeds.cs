using Census.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
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
            check.OneOf("/state", state, CodeTables.NeedState.Values);
        check.ThrowIfInvalid();
        var after = paging.After<Latest>() ?? Latest.First(session);
        var ids = await Latest.IdsAsync(session, "needs", "opened_at", state is null ? "true" : "t.state = @state", ct);
        return TypedResults.Ok(
            await PageAsync(
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

    internal static async Task<Page<NeedView>> PageAsync(
        Session session,
        Paging paging,
        string sql,
        object args,
        CancellationToken ct
    )
    {
        var page = paging.Of(await session.Query<NeedView.Row>(sql, args, ct), n => new Latest(n.OpenedAt, n.Id));
        return new([.. page.Items.Select(n => NeedView.Of(n, [], session))], page.Next);
    }
}
