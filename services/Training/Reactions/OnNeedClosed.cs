using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Training.Reactions;

/// <summary>Closes the learner of the need; the learner's enrolments go on.</summary>
static class OnNeedClosed
{
    public static Task Handle(Received<NeedClosed> received, Session session, CancellationToken ct)
    {
        session.Defer(
            "update learners set state = 'closed', version = version + 1 where id = @NeedId",
            new { received.Event.NeedId }
        );
        return Task.CompletedTask;
    }
}
