using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnVisitRecorded
{
    public static Task Handle(IReadOnlyList<Received<VisitRecorded>> received, Session session, CancellationToken ct) =>
        Award.PointsAsync(
            received,
            session,
            "visit-recorded",
            r =>
                new(
                    r.EventId,
                    r.DoneAt(r.Event.VisitedAt),
                    r.Event.VisitorId,
                    r.Event.VisitId,
                    r.Event.ScopeKey,
                    r.Event.HouseholdId
                ),
            ct
        );
}
