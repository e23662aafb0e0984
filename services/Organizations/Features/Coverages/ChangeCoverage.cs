using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>
/// Takes the lead of the place over, or gives it up, in one step: there are never two leads, and nobody loses access.
/// </summary>
static class ChangeCoverage
{
    public sealed record Request([Required] bool? Lead);

    const string Find =
        "select version, person_id, household_id, division_id, ended_at from coverages where id = @id for update";
    const string LeadOf = """
        select coverage_id
        from coverage_leads
        where (household_id = @HouseholdId or division_id = @DivisionId) and ended_at is null
        for update
        """;
    const string Touch = "update coverages set version = version + 1 where id = any (@ids)";

    [EndpointSummary("更换主责 Take over or give up the lead of a place")]
    public static async Task<Ok<GetCoverage.Response>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(row.Version);
        if (row.EndedAt is not null)
            throw new ProblemException(Problems.CoverageEnded);
        var (lead, present) = (request.Lead!.Value, await session.Find<Guid?>(LeadOf, row, ct));
        if (lead != (present == id))
        {
            if (present is { } before)
                await CoverageLead.EndAsync([before], [session.Now], session, ct);
            if (lead && !await CoverageLead.StartAsync(id, session, ct))
                throw new ProblemException(Problems.PlaceHasLead);
            await session.Execute(
                Touch,
                new { ids = present is { } other && other != id ? new[] { id, other } : [id] },
                ct
            );
        }
        return await GetCoverage.Handle(id, session, ct);
    }

    sealed record Row(long Version, Guid PersonId, Guid? HouseholdId, Guid? DivisionId, DateTimeOffset? EndedAt);
}
