using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Jobs.Reactions;

/// <summary>Whose need came to its end looks for work no longer; referrals nobody has answered are withdrawn.</summary>
static class OnNeedClosed
{
    const string StopSeeking =
        "update profiles set seeking = false, version = version + 1 where id = $1 and need_id = $2 and seeking";
    const string Withdraw = """
        update referrals
        set state = 'withdrawn', reason_code = 'need-closed', name_sealed = null, certificates = null,
            decided_at = $2, version = version + 1
        where need_id = $1 and state = 'sent'
        """;

    public static Task Handle(Received<NeedClosed> received, Session session, CancellationToken ct)
    {
        session.Defer(StopSeeking, received.Event.PersonId, received.Event.NeedId);
        session.Defer(Withdraw, received.Event.NeedId, session.Now);
        return Task.CompletedTask;
    }
}
