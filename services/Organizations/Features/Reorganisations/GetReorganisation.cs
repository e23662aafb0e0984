using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Reorganisations;

static class GetReorganisation
{
    const string Find = """
        select id, kind, state, request, report, tree_version, created_at, applied_at, undone_at, version
        from reorganisations
        where id = @id
        """;

    [EndpointSummary("区划调整 Reorganisation")]
    public static async Task<Ok<ReorganisationRow.Answer>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<ReorganisationRow>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.Reported.Gains.Holders.Concat(row.Reported.Losses.Holders).Select(h => h.PersonId));
        return TypedResults.Ok(row.ToAnswer());
    }
}
