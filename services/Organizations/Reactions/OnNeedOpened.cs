using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

static class OnNeedOpened
{
    public static Task Handle(IReadOnlyList<Received<NeedOpened>> received, Session session, CancellationToken ct) =>
        Award.PointsAsync(
            received,
            session,
            "need-opened",
            r =>
                new(
                    r.EventId,
                    r.OccurredAt,
                    r.Event.OpenedBy,
                    r.Event.NeedId,
                    r.Event.ScopeKey,
                    r.Event.HouseholdId,
                    r.Event.PersonId
                ),
            ct
        );
}
