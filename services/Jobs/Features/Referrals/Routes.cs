using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Jobs.Features.Referrals;

/// <summary>推荐 Referrals</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/referrals", ReferCandidate.Handle).AllowStaff(JobOfficer);
        v1.MapGet("/referrals", ListReferrals.Handle).AllowStaff(JobOfficer).AllowOrganization(EmployerManager).AllowPerson();
        v1.MapGet("/referrals/{id:guid}", GetReferral.Handle).AllowStaff(JobOfficer).AllowOrganization(EmployerManager).AllowPerson();
        v1.MapPost("/referrals/{id:guid}/refuse", RefuseReferral.Handle).AllowOrganization(EmployerManager);
        v1.MapPost("/referrals/{id:guid}/withdraw", WithdrawReferral.Handle).AllowStaff(JobOfficer).AllowPerson();
    }
}
