using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Jobs.Features.Employers;

/// <summary>用人单位 Employers</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/employers", RegisterEmployer.Handle).AllowStaff(JobOfficer);
        v1.MapGet("/employers", ListEmployers.Handle).AllowStaff(JobOfficer);
        v1.MapGet("/employers/{id:guid}", GetEmployer.Handle).AllowStaff(JobOfficer).AllowOrganization(EmployerManager);
        v1.MapPatch("/employers/{id:guid}", ChangeEmployer.Handle).AllowStaff(JobOfficer);
    }
}
