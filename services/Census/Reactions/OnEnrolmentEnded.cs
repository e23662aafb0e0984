using Census.Features.Needs;
using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Census.Reactions;

/// <summary>She left the class: the need is in training no longer, unless another class says so.</summary>
static class OnEnrolmentEnded
{
    public static Task Handle(Received<EnrolmentEnded> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        return NeedProgress.TakeBackAsync(
            session,
            e.PersonId,
            received.EventId,
            received.OccurredAt,
            "enrolment-ended",
            "learner-enrolled",
            e.EnrolmentId,
            e.ReasonCode,
            ct
        );
    }
}
