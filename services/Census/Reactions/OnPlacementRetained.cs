using System.Globalization;
using Census.Features.Needs;
using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Census.Reactions;

/// <summary>Adds the months of employment to the timeline; the hire has closed the need.</summary>
static class OnPlacementRetained
{
    public static Task Handle(Received<PlacementRetained> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        return NeedProgress.ApplyAsync(
            session,
            e.NeedId,
            e.PersonId,
            received.EventId,
            received.OccurredAt,
            "placement-retained",
            e.PlacementId,
            e.Months.ToString(CultureInfo.InvariantCulture),
            null,
            ct
        );
    }
}
