using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Changes;

static class ListChanges
{
    public static async Task<IResult> Handle(Paging paging, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ChangeLog.ReadAsync(session, paging.Cursor, paging.Limit, ct: ct));
}
