using Contracts.Organizations.V1;
using ServiceDefaults.Messaging;

namespace Organizations;

static class Subscriptions
{
    public static EventSubscriptions All => new EventSubscriptions("organizations")
        .Grants<AppointmentStarted, AppointmentEnded>();
}
