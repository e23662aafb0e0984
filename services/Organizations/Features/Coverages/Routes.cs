using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Coverages;

/// <summary>包联 Coverages</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/coverages", StartCoverage.Handle).AllowStaff(Lead);
        v1.MapPost("/coverages/batches", StartCoverages.Handle).AllowStaff(Lead);
        v1.MapGet("/coverages", ListCoverages.Handle).AllowStaff(Lead);
        v1.MapGet("/coverages/proposals", ListCoverageProposals.Handle).AllowStaff(Lead);
        v1.MapGet("/coverages/breaches", ListBreaches.Handle).AllowStaff(Lead);
        v1.MapGet("/coverages/limits", GetCoverageLimits.Handle).AllowStaff(OfAreas);
        v1.MapPut("/coverages/limits", SetCoverageLimits.Handle).AllowStaffOfWholeTree(PlatformAdministrator);
        v1.MapGet("/coverages/{id:guid}", GetCoverage.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPut("/coverages/{id:guid}", ChangeCoverage.Handle).AllowStaff(Lead);
        v1.MapPost("/coverages/{id:guid}/end", EndCoverage.Handle).AllowStaff(Lead);
        v1.MapGet("/people/{id:guid}/home", GetHome.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPut("/people/{id:guid}/home", SetHome.Handle).AllowStaff(Lead);
        v1.MapGet("/divisions/{id:guid}/centre", GetCentre.Handle).AllowPublic();
        v1.MapPut("/divisions/{id:guid}/centre", SetCentre.Handle).AllowStaff(Lead);
    }
}
