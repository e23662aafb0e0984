using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Honours;

static class ListPersonHonours
{
    static readonly Listing<HonourRow, HonourRow> List = Listing.Of<HonourRow>(
        "honours",
        HonourRow.Source + " where h.person_id = @id",
        HonourRow.Columns
    );

    /// <summary>The person sees all own honours; others see those of their areas.</summary>
    [EndpointSummary("个人荣誉 Honours of a person")]
    public static async Task<ListAnswer<HonourRow>> Handle(
        Guid id,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        if (id != session.Caller.SubjectId)
            await PersonInSight.MustSeeAsync(session, id, ct);
        session.RecordAccess(id);
        return await List.AnswerAsync(query, session, new { id }, ct);
    }
}
