using Contracts.Organizations.V1;
using ServiceDefaults.Messaging;

namespace Census;

static class Subscriptions
{
    public static EventSubscriptions All => new EventSubscriptions("census")
        .Grants<AppointmentStarted, AppointmentEnded>()
        .Grants<CoverageStarted, CoverageEnded>()
        .Areas<DivisionsPublished>();
}
