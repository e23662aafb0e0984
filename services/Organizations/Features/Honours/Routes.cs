using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Honours;

/// <summary>荣誉 Honours</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/honours", AwardHonour.Handle).AllowStaff(Lead);
        v1.MapGet("/honours", ListHonours.Handle).AllowStaff(OfAreas);
        v1.MapGet("/honours/{id:guid}", GetHonour.Handle).AllowStaff(OfAreas).AllowPerson().AllowOrganization(OfOrganization);
        v1.MapPost("/honours/{id:guid}/revoke", RevokeHonour.Handle).AllowStaff(Lead);
        v1.MapGet("/honours/verify/{verification}", VerifyHonour.Handle).AllowPublic().AllowPerson().AllowStaff(OfAreas);
        v1.MapGet("/people/{id:guid}/honours", ListPersonHonours.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapGet("/organizations/{id:guid}/honours", ListOrganizationHonours.Handle).AllowStaff(OfAreas).AllowOrganization(OfOrganization);
    }
}
