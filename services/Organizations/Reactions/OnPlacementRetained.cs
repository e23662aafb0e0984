using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnPlacementRetained
{
    public static Task Handle(Received<PlacementRetained> r, Session session, CancellationToken ct) =>
        Award.PointsAsync(session, r.Event.ReferredBy, "placement-retained", r.EventId, r.Event.PlacementId, r.OccurredAt);
}
