using Contracts.Training.V1;
using ServiceDefaults.Data;

namespace Training.Features.Enrolments;

/// <summary>
/// Ends enrolments before their classes end. It frees the places; a learner without another class waits again.
/// </summary>
static class LeftEnrolments
{
    const string Leave = """
        update enrolments
        set state = 'left', left_on = @Today, left_reason = @reason, score = null, version = version + 1
        where id = any (@ids) and state <> 'left'
        """;
    const string FreePlaces = """
        update classes c
        set taken = c.taken - l.number, version = c.version + 1
        from (select id, count(*)::int as number from unnest(@ids::uuid[]) u (id) group by id) l
        where c.id = l.id
        """;
    const string Wait = """
        update learners l
        set state = 'waiting', version = version + 1
        where id = any (@needIds)
            and state = 'enrolled'
            and not exists (select from enrolments e where e.need_id = l.id and e.state <> 'left')
        """;

    public sealed record Enrolment(Guid Id, Guid ClassId, Guid PersonId, Guid NeedId, string Course, string State);

    /// <param name="enrolments">Not ended; the calling method has locked first their classes, then them.</param>
    /// <param name="reason">A code of the table leaving-reason, or class-cancelled.</param>
    public static void Write(IReadOnlyList<Enrolment> enrolments, string reason, Session session)
    {
        session.Defer(
            Leave,
            new
            {
                ids = enrolments.Select(e => e.Id).ToArray(),
                session.Today,
                reason,
            }
        );
        session.Defer(FreePlaces, new { ids = enrolments.Select(e => e.ClassId).ToArray() });
        session.Defer(Wait, new { needIds = enrolments.Select(e => e.NeedId).ToArray() });
        foreach (var e in enrolments)
            session.Publish(new EnrolmentEnded(e.Id, e.ClassId, e.PersonId, e.NeedId, e.Course, reason, session.Today));
        session.RecordAccess(enrolments.Select(e => e.PersonId));
    }
}
