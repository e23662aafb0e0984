using Contracts.Organizations.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

static class EndCoverage
{
    const string Find = "select version, ended_at, division_id from coverages where id = @id for update";
    const string End = "update coverages set ended_at = @at, version = version + 1 where id = @id";

    [EndpointSummary("结束包联 End a coverage")]
    public static async Task<IResult> Handle(Guid id, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (row.EndedAt is not null)
            throw new ProblemException(Problems.CoverageEnded);
        ifMatch.Check(row.Version);
        await EndAsync(id, row.DivisionId, session.Now, session, ct);
        return await GetCoverage.Handle(id, session, ct);
    }

    /// <summary>Ends a coverage that is held still, and the access it gave.</summary>
    public static async Task EndAsync(Guid id, Guid? division, DateTimeOffset at, Session session, CancellationToken ct)
    {
        await session.Execute(End, new { id, at }, ct);
        await CoverageLead.EndAsync(id, at, session, ct);
        if (division is null)
            session.Publish(new CoverageEnded(id, at));
        else
            session.Publish(new AreaCoverageEnded(id, at));
    }

    sealed record Row(long Version, DateTimeOffset? EndedAt, Guid? DivisionId);
}
