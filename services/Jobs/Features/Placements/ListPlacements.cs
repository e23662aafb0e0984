using Jobs.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Placements;

/// <summary>
/// Placements the caller may see, newest first; ?checks=due shows those that wait for a retention check.
/// </summary>
static class ListPlacements
{
    const string Sql =
        PlacementView.Select
        + """
             where (@after::uuid is null or z.id < @after)
                 and (
                     @checks::text is null
                     or exists (select from placement_checks c where c.placement_id = z.id and c.state = @checks)
                 )
            order by z.id desc limit @Take
            """;

    [EndpointSummary("就业记录 Placements I may see, ?checks=due")]
    public static async Task<Ok<Page<PlacementView>>> Handle(
        string? checks,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        if (checks is not null)
            check.OneOf("/checks", checks, CodeTables.ListedCheckState);
        check.ThrowIfInvalid();
        var rows = await session.Query<PlacementView.Row>(
            Sql,
            new
            {
                after = paging.After<Guid?>(),
                checks,
                paging.Take,
            },
            ct
        );
        return TypedResults.Ok(paging.Of(await PlacementView.View(rows, session, ct), p => p.Id));
    }
}
