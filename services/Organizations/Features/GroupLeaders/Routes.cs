using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;
using static Organizations.Domain.Posts;

namespace Organizations.Features.GroupLeaders;

/// <summary>双向互兼 Group leaders</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/concurrent-posts/previews", PreviewLeaders.Handle).AllowStaff(Lead);
        v1.MapGet("/concurrent-posts/previews", ListPreviews.Handle).AllowStaff(Lead);
        v1.MapGet("/concurrent-posts/previews/{id:guid}", GetPreview.Handle).AllowStaff(Lead);
        v1.MapGet("/concurrent-posts/previews/{id:guid}/entries", ListPreviewEntries.Handle).AllowStaff(Lead);
        v1.MapPost("/concurrent-posts/previews/{id:guid}/apply", ApplyLeaders.Handle).AllowStaff(Office);
        v1.MapGet("/concurrent-posts/rule", GetLeaderRule.Handle).AllowStaff(OfAreas);
        v1.MapPut("/concurrent-posts/rule", SetLeaderRule.Handle).AllowStaffOfWholeTree(PlatformAdministrator);
        v1.MapPost("/nominations", StartNomination.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapGet("/nominations", ListNominations.Handle).AllowStaff(OfAreas);
        v1.MapGet("/nominations/{id:guid}", GetNomination.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapPut("/nominations/{id:guid}", ChangeNomination.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapPost("/nominations/{id:guid}/end", EndNomination.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapPost("/co-options", CoOptMember.Handle).AllowStaff(Office);
    }
}
