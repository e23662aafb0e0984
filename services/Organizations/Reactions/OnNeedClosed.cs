using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnNeedClosed
{
    public static Task Handle(Received<NeedClosed> r, Session session, CancellationToken ct) =>
        r.Event.Outcome != "employed" ? Task.CompletedTask : Award.PointsAsync(session, r.Event.OpenedBy, "need-closed-employed", r.EventId, r.Event.NeedId, r.OccurredAt, r.Event.ScopeKey);
}
