using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Changes;

static class ListChanges
{
    public static async Task<Ok<ChangePage>> Handle(Paging paging, Session session, CancellationToken ct) => TypedResults.Ok(await ChangeLog.ReadAsync(session, paging.Cursor, paging.Limit, ct: ct));
}
