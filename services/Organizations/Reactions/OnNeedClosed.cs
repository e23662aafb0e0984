using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Organizations.Reactions;

/// <summary>Only a need that ended in work earns points.</summary>
static class OnNeedClosed
{
    public static Task Handle(IReadOnlyList<Received<NeedClosed>> received, Session session, CancellationToken ct) =>
        Award.PointsAsync(
            [.. received.Where(r => r.Event.Outcome == "employed")],
            session,
            "need-closed-employed",
            r =>
                new(
                    r.EventId,
                    r.DoneAt(r.Event.ClosedAt),
                    r.Event.OpenedBy,
                    r.Event.NeedId,
                    r.Event.ScopeKey,
                    Served: r.Event.PersonId
                ),
            ct
        );
}
