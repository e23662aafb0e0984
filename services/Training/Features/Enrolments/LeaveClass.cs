using Contracts.Training.V1;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Training.Features.Enrolments;

/// <summary>
/// She goes to the class no longer: her place is free, her hours too, and she waits again unless she is in another
/// class. She may be enrolled anew.
/// </summary>
static class LeaveClass
{
    static readonly string[] Reasons = ["found-work", "moved-away", "health", "family", "entered-in-error", "other"];

    // The class before its enrolment, as by who enrols and who cancels.
    const string LockClass = "select id from classes where id = @ClassId for update";
    const string Find = "select class_id, person_id, need_id, course from enrolments where id = @id";
    const string Leave = """
        update enrolments
        set state = 'left', left_on = @Today, left_reason = @reason, score = null, version = version + 1
        where id = @id and state in ('enrolled', 'failed')
        """;
    const string FreePlace = "update classes set taken = taken - 1, version = version + 1 where id = $1";
    const string Wait = """
        update learners l set state = 'waiting', version = version + 1
        where id = $1
            and state = 'enrolled'
            and not exists (select from enrolments e where e.need_id = l.id and e.state <> 'left')
        """;

    /// <param name="ReasonCode">found-work, moved-away, health, family, entered-in-error or other.</param>
    public sealed record Request(string? ReasonCode);

    [EndpointSummary("退班 A learner leaves a class, with a reason")]
    public static async Task<Ok<EnrolmentView>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var enrolment = await session.Find<Enrolment>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var check = new Validation();
        var reason = check.OneOf("/reasonCode", request.ReasonCode, Reasons);
        check.ThrowIfInvalid();
        var values = new
        {
            id,
            session.Today,
            reason,
        };
        await session.Find<Guid>(LockClass, enrolment, ct);
        if (await session.Execute(Leave, values, ct) == 0)
            throw new ProblemException(Problems.NotInClass);
        session.Defer(FreePlace, enrolment.ClassId);
        session.Defer(Wait, enrolment.NeedId);
        session.Publish(
            new EnrolmentEnded(
                id,
                enrolment.ClassId,
                enrolment.PersonId,
                enrolment.NeedId,
                enrolment.Course,
                reason,
                session.Today
            )
        );
        return await GetEnrolment.Handle(id, session, ct);
    }

    sealed record Enrolment(Guid ClassId, Guid PersonId, Guid NeedId, string Course);
}
