using Contracts.Census.V1;
using Contracts.Organizations.V1;
using ServiceDefaults.Messaging;
using Training.Reactions;

namespace Training;

static class Subscriptions
{
    public static EventSubscriptions All =>
        new EventSubscriptions("training", typeof(Subscriptions).Assembly)
            .Grants<AppointmentStarted, AppointmentEnded>()
            .Grants<AreaCoverageStarted, AreaCoverageEnded>()
            .Areas<DivisionsPublished>()
            .Relocates<DivisionsReorganised>()
            .On<HouseholdMoved>(OnHouseholdMoved.Handle)
            .On<NeedOpened>(OnNeedOpened.Handle)
            .On<NeedClosed>(OnNeedClosed.Handle);
}
