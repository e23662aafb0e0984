using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Jobs.Features.Profiles;

/// <summary>求职档案 Profiles</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/profiles", ListProfiles.Handle).AllowStaff(JobOfficer);
        v1.MapGet("/profiles/{personId:guid}", GetProfile.Handle).AllowStaff(JobOfficer);
        v1.MapGet("/profiles/{personId:guid}/matches", ListMatches.Handle).AllowStaff(JobOfficer);
        v1.MapGet("/me/profile", GetMyProfile.Handle).AllowPerson();
        v1.MapPut("/me/profile/consent", SetConsent.Handle).AllowPerson();
        v1.MapPut("/me/profile/wishes", SetWishes.Handle).AllowPerson();
    }
}
