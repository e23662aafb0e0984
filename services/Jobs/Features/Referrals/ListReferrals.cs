using Jobs.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Referrals;

/// <summary>
/// Referrals the caller may see, newest first: an officer those of her area, an employer those to its postings, a woman
/// her own; ?postingId= and ?state= narrow them.
/// </summary>
static class ListReferrals
{
    const string Sql =
        ReferralView.Select
        + " where (@after::uuid is null or r.id < @after) and (@postingId::uuid is null "
        + "or r.posting_id = @postingId) and (@state::text is null or r.state = @state) order by r.id desc "
        + "limit @Take";

    [EndpointSummary("推荐列表 Referrals I may see")]
    public static async Task<Ok<Page<ReferralView>>> Handle(
        Guid? postingId,
        string? state,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        if (state is not null)
            check.OneOf("/state", state, CodeTables.ReferralState);
        check.ThrowIfInvalid();
        var rows = await session.Query<ReferralView.Row>(
            Sql,
            new
            {
                after = paging.After<Guid?>(),
                postingId,
                state,
                paging.Take,
            },
            ct
        );
        var page = paging.Of([.. rows.Select(r => r.View(session))], r => r.Id);
        session.Saw(page.Items.Select(r => r.PersonId));
        return TypedResults.Ok(page);
    }
}
