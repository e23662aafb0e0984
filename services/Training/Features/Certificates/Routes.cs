using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Training.Features.Certificates;

/// <summary>证书 Certificates</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/enrolments/{id:guid}/certificate", IssueCertificate.Handle).AllowStaff(TrainingOfficer);
        v1.MapGet("/certificates/{id:guid}", GetCertificate.Handle).AllowStaff(TrainingOfficer).AllowPerson();
        v1.MapPost("/certificates/{id:guid}/revoke", RevokeCertificate.Handle).AllowStaff(TrainingOfficer);
        v1.MapGet("/me/certificates", ListMyCertificates.Handle).AllowPerson();
        v1.MapGet("/certificates/verify/{verification}", VerifyCertificate.Handle).AllowPublic();
    }
}
