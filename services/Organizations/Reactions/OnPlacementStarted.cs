using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnPlacementStarted
{
    public static Task Handle(Received<PlacementStarted> r, Session session, CancellationToken ct) =>
        Award.PointsAsync(session, r.Event.ReferredBy, "placement-started", r.EventId, r.Event.PlacementId, r.OccurredAt);
}
