using Census.Reactions;
using Contracts.Jobs.V1;
using Contracts.Organizations.V1;
using Contracts.Training.V1;
using ServiceDefaults.Messaging;

namespace Census;

static class Subscriptions
{
    public static EventSubscriptions All =>
        new EventSubscriptions("census", typeof(Subscriptions).Assembly)
            .Grants<AppointmentStarted, AppointmentEnded>()
            .Grants<AreaCoverageStarted, AreaCoverageEnded>()
            .Grants<CoverageStarted, CoverageEnded>()
            .Areas<DivisionsPublished>()
            .Relocates<DivisionsReorganised>(OnDivisionsReorganised.Handle)
            .On<LearnerEnrolled>(OnLearnerEnrolled.Handle)
            .On<EnrolmentEnded>(OnEnrolmentEnded.Handle)
            .On<CertificateIssued>(OnCertificateIssued.Handle)
            .On<CertificateRevoked>(OnCertificateRevoked.Handle)
            .On<PlacementStarted>(OnPlacementStarted.Handle)
            .On<PlacementRetained>(OnPlacementRetained.Handle);
}
