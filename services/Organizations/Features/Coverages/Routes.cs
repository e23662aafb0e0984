using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Coverages;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/coverages", StartCoverage.Handle).AllowStaff(Lead);
        v1.MapPost("/coverages/batches", StartCoverages.Handle).AllowStaff(Lead);
        v1.MapGet("/coverages", ListCoverages.Handle).AllowStaff(Lead);
        v1.MapGet("/coverages/proposals", ProposeCoverages.Handle).AllowStaff(Lead);
        v1.MapGet("/coverages/breaches", ListBreaches.Handle).AllowStaff(Lead);
        v1.MapGet("/coverages/limits", CoverageLimits.HandleGet).AllowStaff(OfAreas);
        v1.MapPut("/coverages/limits", CoverageLimits.HandlePut).AllowStaffOfWholeTree(PlatformAdministrator);
        v1.MapGet("/coverages/{id:guid}", GetCoverage.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPut("/coverages/{id:guid}", ChangeLead.Handle).AllowStaff(Lead);
        v1.MapPost("/coverages/{id:guid}/end", EndCoverage.Handle).AllowStaff(Lead);
        v1.MapGet("/people/{id:guid}/home", Homes.HandleGet).AllowStaff(Lead).AllowPerson();
        v1.MapPut("/people/{id:guid}/home", Homes.HandlePut).AllowStaff(Lead);
        v1.MapGet("/divisions/{id:guid}/centre", Centres.HandleGet).AllowPublic();
        v1.MapPut("/divisions/{id:guid}/centre", Centres.HandlePut).AllowStaff(Lead);
    }
}
