using Census.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Needs;

/// <summary>Needs the caller may see, the latest first; as staff those of her area, as a person her own.</summary>
static class ListNeeds
{
    sealed record After(DateTimeOffset At, Guid Id);

    const string Page = NeedView.Select + " where (n.opened_at, n.id) < (@At, @Id) and (@state::text is null or n.state = @state) order by n.opened_at desc, n.id desc limit @Take";

    public static async Task<Ok<Page<NeedView>>> Handle(Session session, Paging paging, CancellationToken ct, string? state = null)
    {
        var check = new Validation();
        if (state is not null) check.OneOf("/state", state, CodeTables.NeedState.Values);
        check.ThrowIfInvalid();
        var after = paging.After<After>() ?? new(session.Now.AddDays(1), Guid.AllBitsSet);
        var page = paging.Of(await session.Query<NeedView.Row>(Page, new { after.At, after.Id, state, paging.Take }, ct), n => new After(n.OpenedAt, n.Id));
        return TypedResults.Ok(new Page<NeedView>([.. page.Items.Select(n => NeedView.Of(n, [], session))], page.Next));
    }
}
