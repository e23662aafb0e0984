using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

static class EndCoverage
{
    const string Find = "select version, ended_at from coverages where id = @id for update";

    [EndpointSummary("结束包联 End a coverage")]
    public static async Task<Ok<GetCoverage.Response>> Handle(
        Guid id,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (row.EndedAt is not null)
            throw new ProblemException(Problems.CoverageEnded);
        ifMatch.Check(row.Version);
        await EndedCoverages.EndAsync([(id, session.Now)], session, ct);
        return await GetCoverage.Handle(id, session, ct);
    }

    sealed record Row(long Version, DateTimeOffset? EndedAt);
}
