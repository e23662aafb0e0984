using Contracts.Organizations.V1;
using ServiceDefaults.Messaging;

namespace Jobs;

static class Subscriptions
{
    public static EventSubscriptions All => new EventSubscriptions("jobs", typeof(Subscriptions).Assembly)
        .Grants<AppointmentStarted, AppointmentEnded>()
        .Areas<DivisionsPublished>();
}
