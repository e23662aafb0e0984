using Census.Features.Needs;
using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Census.Reactions;

/// <summary>Moves the need to in training.</summary>
static class OnLearnerEnrolled
{
    public static Task Handle(Received<LearnerEnrolled> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        return NeedProgress.ApplyAsync(
            session,
            e.NeedId,
            e.PersonId,
            received.EventId,
            received.OccurredAt,
            "learner-enrolled",
            e.EnrolmentId,
            e.Course,
            "in-training",
            ct
        );
    }
}
