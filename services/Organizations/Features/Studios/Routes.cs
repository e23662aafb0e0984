using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Studios;

/// <summary>工作室 Studios</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/studios", RegisterStudio.Handle).AllowStaff(Office);
        v1.MapGet("/studios", ListStudios.Handle).AllowStaff(Lead);
        v1.MapGet("/studios/{id:guid}", GetStudio.Handle).AllowStaff(Lead);
        v1.MapPut("/studios/{id:guid}", ChangeStudio.Handle).AllowStaff(Office);
        v1.MapPost("/studios/{id:guid}/members", AddStudioMembers.Handle).AllowStaff(Office);
        v1.MapPost("/studios/{id:guid}/members/{memberId:guid}/end", EndStudioMember.Handle).AllowStaff(Office);
        v1.MapGet("/studio-report", GetStudioReport.Handle).AllowStaff(OfAreas);
        v1.MapPost("/studios/{id:guid}/results", TransferResult.Handle).AllowStaff(Office);
        v1.MapGet("/studio-results", ListResults.Handle).AllowStaff(OfAreas);
        v1.MapGet("/studio-results/{id:guid}", GetResult.Handle).AllowStaff(OfAreas);
        v1.MapPost("/studios/{id:guid}/apprenticeships", StartApprenticeship.Handle).AllowStaff(Office);
        v1.MapGet("/studio-apprenticeships", ListApprenticeships.Handle).AllowStaff(Lead);
        v1.MapGet("/studio-apprenticeships/{id:guid}", GetApprenticeship.Handle).AllowStaff(Lead);
        v1.MapPost("/studio-apprenticeships/{id:guid}/end", EndApprenticeship.Handle).AllowStaff(Office);
        v1.MapPost("/studios/{id:guid}/promotions", RecordPromotion.Handle).AllowStaff(Office);
        v1.MapGet("/studio-promotions", ListPromotions.Handle).AllowStaff(Lead);
        v1.MapPost("/studios/{id:guid}/grants", RecordGrant.Handle).AllowStaff(Office);
        v1.MapPost("/studio-grants/{id:guid}/reverse", ReverseGrant.Handle).AllowStaff(Office);
        v1.MapGet("/studio-grants", ListGrants.Handle).AllowStaff(Lead);
        v1.MapGet("/studio-selections", ListStudioSelections.Handle).AllowStaff(Lead);
        v1.MapPost("/studio-selections", OpenSelection.Handle).AllowStaff(Office);
        v1.MapGet("/studio-selections/{id:guid}", GetSelection.Handle).AllowStaff(Lead);
        v1.MapPost("/studio-selections/{id:guid}/candidates", ProposeStudios.Handle).AllowStaff(Office);
        v1.MapPut("/studio-selections/{id:guid}/decision", SetSelectionDecision.Handle).AllowStaff(Office);
        v1.MapPost("/studio-selections/{id:guid}/publish", PublishSelection.Handle).AllowStaff(Office);
    }
}
