using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Honours;

/// <summary>Honours of an area, including revoked ones, which are marked.</summary>
static class ListHonours
{
    static readonly Listing<HonourRow, HonourRow> List = Listing.Of<HonourRow, HonourRow>(
        "honours",
        HonourRow.Source,
        HonourRow.View,
        HonourRow.Columns
    );

    [EndpointSummary("荣誉列表 Honours of the area")]
    public static Task<ListAnswer<HonourRow>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
