using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Training.Reactions;

/// <summary>Nobody waits for a class any more whose need came to its end; classes she is in go on.</summary>
static class OnNeedClosed
{
    public static Task Handle(Received<NeedClosed> received, Session session, CancellationToken ct)
    {
        session.Defer(
            "update learners set state = 'closed', version = version + 1 where id = $1",
            received.Event.NeedId
        );
        return Task.CompletedTask;
    }
}
