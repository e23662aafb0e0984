using Contracts.Census.V1;
using Contracts.Organizations.V1;
using ServiceDefaults.Messaging;
using Training.Reactions;

namespace Training;

static class Subscriptions
{
    public static EventSubscriptions All => new EventSubscriptions("training", typeof(Subscriptions).Assembly)
        .Grants<AppointmentStarted, AppointmentEnded>()
        .Areas<DivisionsPublished>()
        .On<NeedOpened>(OnNeedOpened.Handle)
        .On<NeedClosed>(OnNeedClosed.Handle);
}
