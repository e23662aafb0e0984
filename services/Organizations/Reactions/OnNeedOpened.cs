using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnNeedOpened
{
    public static Task Handle(Received<NeedOpened> r, Session session, CancellationToken ct) =>
        Award.PointsAsync(session, r.Event.OpenedBy, "need-opened", r.EventId, r.Event.NeedId, r.OccurredAt, r.Event.ScopeKey);
}
