using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

static class GetMeeting
{
    public sealed record Attendance(
        Guid MemberId,
        Guid OrganizationId,
        string? Organization,
        bool Present,
        Guid[] RepresentativeIds,
        string[] RepresentativeNames
    );

    public sealed record Decision(
        Guid Id,
        string Task,
        Guid MemberId,
        Guid? PersonId,
        DateOnly DueOn,
        DateOnly? DoneOn,
        string? Outcome
    );

    public sealed record Response(
        Guid Id,
        Guid AllianceId,
        int Number,
        DateOnly HeldOn,
        string Place,
        string[] Agenda,
        string Minutes,
        Guid? ChairMemberId,
        IReadOnlyList<Attendance> Attendance,
        IReadOnlyList<Decision> Decisions,
        long Version
    ) : IVersioned;

    const string Find = """
        select alliance_id, number, held_on, place, agenda, minutes, chair_member_id, version
        from alliance_meetings
        where id = @id
        """;
    const string Present = """
        select a.member_id, m.organization_id, o.name as organization, a.present, a.representative_ids,
            a.representative_names
        from alliance_attendance a
        join alliance_members m on m.id = a.member_id
        left join organizations o on o.id = m.organization_id
        where a.meeting_id = @id
        order by a.member_id
        """;
    const string Decided = """
        select id, task, member_id, person_id, due_on, done_on, outcome
        from alliance_decisions
        where meeting_id = @id
        order by position
        """;

    [EndpointSummary("会议纪要 Joint meeting with minutes, attendance and decisions")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var attendance = await session.Query<Attendance>(Present, new { id }, ct);
        var decisions = await session.Query<Decision>(Decided, new { id }, ct);
        session.RecordAccess(
            attendance.SelectMany(a => a.RepresentativeIds).Concat(decisions.Select(d => d.PersonId).OfType<Guid>())
        );
        return TypedResults.Ok(
            new Response(
                id,
                row.AllianceId,
                row.Number,
                row.HeldOn,
                row.Place,
                row.Agenda,
                row.Minutes,
                row.ChairMemberId,
                attendance,
                decisions,
                row.Version
            )
        );
    }

    sealed record Row(
        Guid AllianceId,
        int Number,
        DateOnly HeldOn,
        string Place,
        string[] Agenda,
        string Minutes,
        Guid? ChairMemberId,
        long Version
    );
}
