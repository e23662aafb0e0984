using Census.Features.Needs;
using Contracts.Training.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Messaging;

namespace Census.Reactions;

/// <summary>Moves the need to trained, also if the event of the enrolment has not arrived.</summary>
static class OnCertificateIssued
{
    public static Task Handle(Received<CertificateIssued> received, Session session, CancellationToken ct)
    {
        var e = received.Event;
        return NeedProgress.ApplyAsync(
            session,
            e.NeedId,
            e.PersonId,
            received.EventId,
            received.OccurredAt,
            "certificate-issued",
            e.CertificateId,
            e.Course,
            "trained",
            ct
        );
    }
}
