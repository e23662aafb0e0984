using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnPlacementRetained
{
    public static Task Handle(
        IReadOnlyList<Received<PlacementRetained>> received,
        Session session,
        CancellationToken ct
    ) =>
        Award.PointsAsync(
            received,
            session,
            "placement-retained",
            r => new(r.EventId, r.OccurredAt, r.Event.ReferredBy, r.Event.PlacementId, Served: r.Event.PersonId),
            ct
        );
}
