using Contracts.Organizations.V1;
using ServiceDefaults.Messaging;

namespace Training;

static class Subscriptions
{
    public static EventSubscriptions All => new EventSubscriptions("training")
        .Grants<AppointmentStarted, AppointmentEnded>()
        .Areas<DivisionsPublished>();
}
