using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Employers;

/// <summary>Employers of the caller's area, newest first; ?creditCode= finds one.</summary>
static class ListEmployers
{
    const string Sql =
        ReadEmployer.Select
        + " where (@after::uuid is null or id < @after) and (@code::text is null or credit_code = @code) order by id desc limit @Take";

    public static async Task<Ok<Page<ReadEmployer.Response>>> Handle(
        string? creditCode,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var rows = await session.Query<ReadEmployer.Row>(
            Sql,
            new
            {
                after = paging.After<Guid?>(),
                code = creditCode?.Trim().ToUpperInvariant(),
                paging.Take,
            },
            ct
        );
        var page = paging.Of([.. rows.Select(r => r.View(session))], e => e.Id);
        session.Saw(page.Items.Select(e => e.Id));
        return TypedResults.Ok(page);
    }
}
