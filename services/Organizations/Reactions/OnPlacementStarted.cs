using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnPlacementStarted
{
    public static Task Handle(
        IReadOnlyList<Received<PlacementStarted>> received,
        Session session,
        CancellationToken ct
    ) =>
        Award.PointsAsync(
            received,
            session,
            "placement-started",
            r =>
                new(
                    r.EventId,
                    r.DoneAt(r.Event.StartedOn),
                    r.Event.ReferredBy,
                    r.Event.PlacementId,
                    Served: r.Event.PersonId
                ),
            ct
        );
}
