using Census.Features.Needs;
using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Census.Reactions;

/// <summary>Takes the need back from in training, unless the learner is in another class.</summary>
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
