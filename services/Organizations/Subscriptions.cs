using Contracts.Census.V1;
using Contracts.Jobs.V1;
using Contracts.Organizations.V1;
using Contracts.Training.V1;
using Organizations.Reactions;
using ServiceDefaults.Messaging;

namespace Organizations;

static class Subscriptions
{
    public static EventSubscriptions All => new EventSubscriptions("organizations", typeof(Subscriptions).Assembly)
        .Grants<AppointmentStarted, AppointmentEnded>()
        .Grants<CoverageStarted, CoverageEnded>()
        .On<HouseholdRegistered>(OnHouseholdRegistered.Handle)
        .On<VisitRecorded>(OnVisitRecorded.Handle)
        .On<NeedOpened>(OnNeedOpened.Handle)
        .On<NeedClosed>(OnNeedClosed.Handle)
        .On<CertificateIssued>(OnCertificateIssued.Handle)
        .On<PlacementStarted>(OnPlacementStarted.Handle)
        .On<PlacementRetained>(OnPlacementRetained.Handle)
        .On<EmployerRegistered>(OnEmployerRegistered.Handle);
}
