using Contracts.Census.V1;
using Contracts.Jobs.V1;
using Contracts.Organizations.V1;
using Contracts.Training.V1;
using Organizations.Features.Alliances;
using Organizations.Features.Appointments;
using Organizations.Features.Campaigns;
using Organizations.Features.Coverages;
using Organizations.Features.Divisions;
using Organizations.Features.Elections;
using Organizations.Features.People;
using Organizations.Reactions;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using ServiceDefaults.Messaging;

namespace Organizations;

static class Subscriptions
{
    public static EventSubscriptions All =>
        new EventSubscriptions("organizations", typeof(Subscriptions).Assembly)
            .Grants<AppointmentStarted, AppointmentEnded>()
            .Grants<AreaCoverageStarted, AreaCoverageEnded>()
            .Grants<CoverageStarted, CoverageEnded>()
            .OnMany<HouseholdRegistered>(OnHouseholdRegistered.Handle)
            .OnMany<VisitRecorded>(OnVisitRecorded.Handle)
            .OnMany<NeedOpened>(OnNeedOpened.Handle)
            .OnMany<NeedClosed>(OnNeedClosed.Handle)
            .OnMany<CertificateIssued>(OnCertificateIssued.Handle)
            .OnMany<PlacementStarted>(OnPlacementStarted.Handle)
            .OnMany<PlacementRetained>(OnPlacementRetained.Handle)
            .On<CertificateRevoked>(OnCertificateRevoked.Handle)
            .On<HouseholdMoved>(OnHouseholdMoved.Handle)
            .On<EmployerRegistered>(OnEmployerRegistered.Handle)
            .On<EmployerRenamed>(OnEmployerRenamed.Handle);

    /// <summary>The kinds of imports.</summary>
    public static ImportKind[] Files =>
        [ImportDivisions.Kind, ImportPeople.Kind, ImportAppointments.Kind, ImportParticipations.Kind];

    /// <summary>The kinds of timers.</summary>
    public static TimerKind[] Timers => [WarnOfTerm.Kind, EndWithPost.Kind, NoticeHandover.Kind];
}
