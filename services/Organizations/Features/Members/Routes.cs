using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Members;

/// <summary>会员 Members</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/organizations/{id:guid}/members", AddMembers.Handle).AllowStaff(Office);
        v1.MapGet("/organizations/{id:guid}/members", ListMembers.Handle).AllowStaff(Lead);
        v1.MapGet("/organizations/{id:guid}/members/summary", GetMemberSummary.Handle).AllowStaff(Lead);
        v1.MapGet("/memberships/{id:guid}", GetMembership.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPatch("/memberships/{id:guid}", ChangeMembership.Handle).AllowStaff(Office);
    }
}
