using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;

namespace ServiceDefaults.Data;

/// <summary>GET /changes: the next page of the <see cref="ChangeLog"/>.</summary>
static class ListChanges
{
    [NotAListing("A feed in commit order with its own cursor, which the last page has too.")]
    public static async Task<Ok<ChangePage>> Handle(PageRequest page, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ChangeLog.ReadAsync(session, page.Cursor, page.Limit, ct: ct));
}
