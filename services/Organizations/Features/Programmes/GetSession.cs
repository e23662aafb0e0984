using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

static class GetSession
{
    public sealed record Response(
        Guid Id,
        Guid ProgrammeId,
        DateOnly HeldOn,
        string Place,
        [Code(nameof(CodeTables.SessionKind))] string Kind,
        Guid? HostId,
        Guid[] StaffIds,
        int Headcount,
        long Participations,
        long PersonTimes,
        long Version
    ) : IVersioned;

    const string Find = """
        select s.id, s.programme_id, s.held_on, s.place, s.kind, s.host_id, s.staff_ids, s.headcount,
            n.participations, n.participations + s.headcount as person_times, s.version
        from programme_sessions s
        cross join lateral (
            select count(*) as participations from programme_participations p where p.session_id = s.id
        ) n
        where s.id = @id
        """;

    [EndpointSummary("活动 Session")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Response>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(row.StaffIds);
        return TypedResults.Ok(row);
    }
}
