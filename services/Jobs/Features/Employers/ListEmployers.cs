using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Jobs.Features.Employers;

/// <summary>Employers of the caller's area, newest first; ?creditCode= finds one.</summary>
static class ListEmployers
{
    const string Sql =
        EmployerView.Select
        + " where (@after::uuid is null or id < @after) and (@code::text is null or credit_code = @code) "
        + "order by id desc limit @Take";

    [EndpointSummary("用人单位列表 Employers of my area")]
    public static async Task<Ok<Page<EmployerView>>> Handle(
        string? creditCode,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var code = check.Optional<CreditCode>("/creditCode", creditCode, CreditCode.Read);
        check.ThrowIfInvalid();
        var rows = await session.Query<EmployerView.Row>(
            Sql,
            new
            {
                after = paging.After<Guid?>(),
                code = code?.Text,
                paging.Take,
            },
            ct
        );
        var page = paging.Of([.. rows.Select(r => r.View(session))], e => e.Id);
        session.Saw(page.Items.Select(e => e.Id));
        return TypedResults.Ok(page);
    }
}
