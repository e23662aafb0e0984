using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>
/// 联席会议 Records a joint meeting of an alliance: topic, representatives of each member, decisions, and for each decision
/// the responsible member and the due day.
/// </summary>
static class RecordMeeting
{
    public sealed record Attendance(
        [Required] Guid? MemberId,
        bool? Present,
        [Items(100)] Guid[]? RepresentativeIds,
        [Items(100), Longest(100), Example("王秀英")] string[]? RepresentativeNames
    );

    public sealed record Decision(
        [Lines, Required, Longest(1_000), Example("十二月底前联系三家用工单位")] string Task,
        [Required] Guid? MemberId,
        Guid? PersonId,
        [Required] DateOnly? DueOn
    );

    public sealed record Request(
        [Required] DateOnly? HeldOn,
        [Required, Longest(200), Example("县妇女儿童活动中心")] string Place,
        [Required, Items(100), Longest(500), Example("商议冬季就业帮扶")] string[] Agenda,
        [Lines, Required, Longest(20_000), Example("会议商定共用一间培训教室。")] string Minutes,
        [Required, Items(1_000), Distinct(nameof(RecordMeeting.Attendance.MemberId))] Attendance[] Attendance,
        [Items(200)] Decision[]? Decisions
    );

    public sealed record Response(Guid Id, int Number, Guid[] DecisionIds, long Version) : IVersioned;

    const string Number = "select coalesce(max(number), 0) + 1 from alliance_meetings where alliance_id = @id";
    const string Insert = """
        insert into alliance_meetings (
            id, scope_key, alliance_id, number, held_on, place, agenda, minutes, chair_member_id, recorded_by
        )
        values (@meeting, @ScopeKey, @id, @number, @heldOn, @Place, @Agenda, @Minutes, @chair, @by)
        """;
    const string InsertAttendance = """
        insert into alliance_attendance (
            meeting_id, member_id, scope_key, present, representative_ids, representative_names
        )
        values (@meeting, @MemberId, @ScopeKey, @present, @people, @names)
        """;
    const string InsertDecision = """
        insert into alliance_decisions (id, scope_key, meeting_id, position, task, member_id, person_id, due_on)
        values (@decision, @ScopeKey, @meeting, @position, @Task, @MemberId, @PersonId, @DueOn)
        """;

    [EndpointSummary("联席会议 Record a joint meeting")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var heldOn = request.HeldOn!.Value;
        var (attendance, decisions) = (request.Attendance, request.Decisions ?? []);
        check.That(heldOn <= session.Today, "/heldOn", PlatformProblems.InFuture);
        MeetingChecks.CheckRows(attendance, decisions, heldOn, check);
        check.ThrowIfInvalid();

        var alliance = await Alliance.HoldAsync(id, session, ct);
        if (!alliance.IsOn(heldOn))
            throw new ProblemException(Problems.OutsideAlliance, PlatformProblems.OutOfRange.At("/heldOn"));
        var chairs = await Chairs.ReadAsync(id, session, ct);
        var members = chairs.Members.Where(m => m.IsOn(heldOn)).Select(m => m.Id).ToHashSet();
        MeetingChecks.CheckMembers(attendance, decisions, members);
        var people = await MeetingChecks.PeopleAsync(attendance, decisions, check, session, ct);
        check.ThrowIfInvalid();

        var meeting = Guid.CreateVersion7(session.Now);
        var number = await session.Find<int>(Number, new { id }, ct);
        await session.Execute(
            Insert,
            new
            {
                meeting,
                alliance.ScopeKey,
                id,
                number,
                heldOn,
                request.Place,
                request.Agenda,
                request.Minutes,
                chair = chairs.On(heldOn)?.MemberId,
                by = session.Caller.SubjectId,
            },
            ct
        );
        await KeepAttendanceAsync(meeting, alliance.ScopeKey, attendance, session, ct);
        var ids = await KeepDecisionsAsync(meeting, alliance.ScopeKey, decisions, session, ct);
        session.RecordAccess(people);
        return TypedResults.Created(
            $"/organizations/v1/alliance-meetings/{meeting}",
            new Response(meeting, number, ids, 1)
        );
    }

    static async Task KeepAttendanceAsync(
        Guid meeting,
        string key,
        Attendance[] attendance,
        Session session,
        CancellationToken ct
    )
    {
        foreach (var a in attendance)
            await session.Execute(
                InsertAttendance,
                new
                {
                    meeting,
                    a.MemberId,
                    ScopeKey = key,
                    present = a.Present ?? true,
                    people = a.RepresentativeIds ?? [],
                    names = a.RepresentativeNames ?? [],
                },
                ct
            );
    }

    static async Task<Guid[]> KeepDecisionsAsync(
        Guid meeting,
        string key,
        Decision[] decisions,
        Session session,
        CancellationToken ct
    )
    {
        List<Guid> ids = [];
        foreach (var (position, d) in decisions.Index())
        {
            ids.Add(Guid.CreateVersion7(session.Now));
            await session.Execute(
                InsertDecision,
                new
                {
                    decision = ids[^1],
                    ScopeKey = key,
                    meeting,
                    position,
                    d.Task,
                    d.MemberId,
                    d.PersonId,
                    d.DueOn,
                },
                ct
            );
        }
        return [.. ids];
    }
}
