using Contracts.Census.V1;
using Jobs.Features.Referrals;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Jobs.Reactions;

/// <summary>Ends the search of the need's profile and withdraws the need's open referrals.</summary>
static class OnNeedClosed
{
    const string StopSeeking =
        "update profiles set seeking = false, version = version + 1 where id = @PersonId and need_id = @NeedId and seeking";
    const string Referrals =
        "select id, 'withdrawn' as outcome, 'need-closed' as reason from referrals where need_id = @NeedId";

    public static Task Handle(Received<NeedClosed> received, Session session, CancellationToken ct)
    {
        session.Defer(StopSeeking, new { received.Event.PersonId, received.Event.NeedId });
        EndedReferrals.Defer(Referrals, new { received.Event.NeedId, session.Now }, session);
        return Task.CompletedTask;
    }
}
