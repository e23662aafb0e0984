using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnVisitRecorded
{
    public static Task Handle(Received<VisitRecorded> r, Session session, CancellationToken ct) =>
        Award.PointsAsync(session, r.Event.VisitorId, "visit-recorded", r.EventId, r.Event.VisitId, r.OccurredAt, r.Event.ScopeKey);
}
