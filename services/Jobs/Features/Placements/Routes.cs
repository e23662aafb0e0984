using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Jobs.Features.Placements;

/// <summary>就业 Placements</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/referrals/{id:guid}/hire", HireCandidate.Handle).AllowOrganization(EmployerManager);
        v1.MapGet("/placements", ListPlacements.Handle).AllowStaff(JobOfficer).AllowOrganization(EmployerManager).AllowPerson();
        v1.MapGet("/placements/{id:guid}", GetPlacement.Handle).AllowStaff(JobOfficer).AllowOrganization(EmployerManager).AllowPerson();
        v1.MapPost("/placements/{id:guid}/checks", RecordRetentionCheck.Handle).AllowStaff(JobOfficer);
    }
}
