using Contracts.Census.V1;
using Contracts.Organizations.V1;
using Contracts.Training.V1;
using Jobs.Features.Placements;
using Jobs.Reactions;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Jobs;

static class Subscriptions
{
    public static EventSubscriptions All =>
        new EventSubscriptions("jobs", typeof(Subscriptions).Assembly)
            .Grants<AppointmentStarted, AppointmentEnded>()
            .Grants<AreaCoverageStarted, AreaCoverageEnded>()
            .Areas<DivisionsPublished>()
            .Relocates<DivisionsReorganised>()
            .On<HouseholdMoved>(OnHouseholdMoved.Handle)
            .On<NeedOpened>(OnNeedOpened.Handle)
            .On<NeedClosed>(OnNeedClosed.Handle)
            .On<CertificateIssued>(OnCertificateIssued.Handle)
            .On<CertificateRevoked>(OnCertificateRevoked.Handle);

    /// <summary>The kinds of timers.</summary>
    public static TimerKind[] Timers => [MakeCheckDue.Kind];
}
