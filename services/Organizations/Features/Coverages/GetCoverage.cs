using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

static class GetCoverage
{
    /// <param name="Lead">Whether the person leads there now; for an ended coverage, at its end.</param>
    public sealed record Response(
        Guid Id,
        Guid PersonId,
        Guid? HouseholdId,
        Guid? DivisionId,
        [Code(nameof(CodeTables.Post))] string Post,
        bool Lead,
        DateTimeOffset ValidFrom,
        DateTimeOffset? EndedAt,
        long Version
    ) : IVersioned;

    const string Find = """
        select id, person_id, household_id, division_id, post,
            exists (
                select from coverage_leads l where l.coverage_id = c.id and l.ended_at is not distinct from c.ended_at
            ) as lead,
               valid_from, ended_at, version
        from coverages c where id = @id
        """;

    [EndpointSummary("包联关系 Coverage")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Response>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.PersonId);
        return TypedResults.Ok(row);
    }
}
