using Census.Features.Needs;
using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Census.Reactions;

/// <summary>
/// Closes the need as employed; a need that is closed already only gets a line in its timeline.
/// </summary>
static class OnPlacementStarted
{
    public static Task Handle(Received<PlacementStarted> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        return NeedProgress.ApplyAsync(
            session,
            e.NeedId,
            e.PersonId,
            received.EventId,
            received.OccurredAt,
            "placement-started",
            e.PlacementId,
            null,
            "closed",
            ct
        );
    }
}
