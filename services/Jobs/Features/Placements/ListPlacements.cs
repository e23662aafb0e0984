using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Placements;

/// <summary>
/// Placements the caller may see, newest first; ?check=due shows those that wait for a retention check.
/// </summary>
static class ListPlacements
{
    static readonly string[] Checks = ["due"];

    const string Sql =
        ReadPlacement.Select
        + """
             where (@after::uuid is null or z.id < @after)
                 and (
                     @check::text is null
                     or exists (select from placement_checks c where c.placement_id = z.id and c.state = @check)
                 )
            order by z.id desc limit @Take
            """;

    [EndpointSummary("就业记录 Placements I may see, ?check=due")]
    public static async Task<Ok<Page<ReadPlacement.Response>>> Handle(
        string? check,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var validation = new Validation();
        if (check is not null)
            validation.OneOf("/check", check, Checks);
        validation.ThrowIfInvalid();
        var rows = await session.Query<ReadPlacement.Row>(
            Sql,
            new
            {
                after = paging.After<Guid?>(),
                check,
                paging.Take,
            },
            ct
        );
        return TypedResults.Ok(paging.Of(await ReadPlacement.View(rows, session, ct), p => p.Id));
    }
}
