using Contracts.Organizations.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

static class EndCoverage
{
    const string Find = "select ended_at from coverages where id = @id for update";
    const string End = "update coverages set ended_at = @Now, version = version + 1 where id = @id";

    public static async Task<IResult> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
        if (row.EndedAt is not null) throw new ProblemException(Problems.CoverageEnded);
        await session.Execute(End, new { id, session.Now }, ct);
        session.Publish(new CoverageEnded(id, session.Now));
        return await GetCoverage.Handle(id, session, ct);
    }

    sealed record Row(DateTimeOffset? EndedAt);
}
