using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

static class GetCoverage
{
    public sealed record Response(Guid Id, Guid PersonId, Guid HouseholdId, string Post, DateTimeOffset ValidFrom, DateTimeOffset? EndedAt, long Version) : IVersioned;

    const string Find = "select id, person_id, household_id, post, valid_from, ended_at, version from coverages where id = @id";

    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Response>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
        session.Saw(row.PersonId);
        return TypedResults.Ok(row);
    }
}
