using Organizations.Features.People;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Points;

static class ListPersonPointEntries
{
    [EndpointSummary("个人积分明细 Point entries of a person; filter, sort, CSV, XLSX")]
    public static async Task<ListAnswer<PersonPointEntries.Item>> Handle(
        Guid id,
        ListQuery query,
        Session session,
        CancellationToken ct
    )
    {
        if (id != session.Caller.SubjectId)
            await PersonInSight.MustSeeAsync(session, id, ct);
        session.RecordAccess(id);
        return await PersonPointEntries.List.AnswerAsync(query, session, new { id }, ct);
    }
}
