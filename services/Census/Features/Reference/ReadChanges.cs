using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Census.Features.Reference;

/// <summary>What changed where the caller may look, in commit order; without personal data.</summary>
static class ReadChanges
{
    public static async Task<Ok<ChangePage>> Handle(Session session, Paging paging, CancellationToken ct) =>
        TypedResults.Ok(await ChangeLog.ReadAsync(session, paging.Cursor, paging.Limit, ct: ct));
}
