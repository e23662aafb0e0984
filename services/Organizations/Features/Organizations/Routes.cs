using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Organizations;

/// <summary>组织 Organizations</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/organizations", RegisterOrganization.Handle).AllowStaff(Office);
        v1.MapGet("/organizations/{id:guid}", GetOrganization.Handle).AllowStaff(OfAreas).AllowOrganization(OfOrganization);
        v1.MapPost("/organizations/batches", RegisterOrganizations.Handle).AllowStaff(Office);
        v1.MapGet("/organizations", ListOrganizations.Handle).AllowStaff(OfAreas);
        v1.MapGet("/organizations/summary", GetOrganizationSummary.Handle).AllowStaff(OfAreas);
        v1.MapGet("/organizations/{id:guid}/history", ListOrganizationHistory.Handle).AllowStaff(OfAreas);
        v1.MapPatch("/organizations/{id:guid}", ChangeOrganization.Handle).AllowStaff(Office);
        v1.MapPut("/organizations/{id:guid}/status", SetOrganizationStatus.Handle).AllowStaff(Office);
        v1.MapPost("/organizations/{id:guid}/documents", AddDocument.Handle).AllowStaff(Office);
        v1.MapGet("/organizations/{id:guid}/documents", ListDocuments.Handle).AllowStaff(OfAreas).AllowOrganization(OfOrganization);
    }
}
