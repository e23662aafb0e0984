using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Domain;

namespace Training.Features.Enrolments;

/// <summary>
/// Ends an enrolment before the class ends. It frees the place and the learner's hours; a learner without another class
/// waits again. The learner can be enrolled again.
/// </summary>
static class LeaveClass
{
    // Lock order: the class before its enrolment, as in EnrolLearner and CancelClass.
    const string LockClass = "select id from classes where id = @ClassId for update";
    const string Find = "select id, class_id, person_id, need_id, course, state from enrolments where id = @id";
    const string Hold = "select id from enrolments where id = @id and state in ('enrolled', 'failed') for update";

    public sealed record Request([Required, Code(nameof(CodeTables.LeavingReason))] string ReasonCode);

    [EndpointSummary("退班 A learner leaves a class, with a reason")]
    public static async Task<Ok<EnrolmentView>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var enrolment = await session.Find<LeftEnrolments.Enrolment>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        await session.Find<Guid>(LockClass, enrolment, ct);
        if (await session.Find<Guid?>(Hold, new { id }, ct) is null)
            throw new ProblemException(Problems.NotInClass);
        LeftEnrolments.Write([enrolment], request.ReasonCode, session);
        return await GetEnrolment.Handle(id, session, ct);
    }
}
