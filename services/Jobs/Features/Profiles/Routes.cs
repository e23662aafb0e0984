using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Jobs.Features.Profiles;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/profiles", ListProfiles.Handle).AllowStaff(JobOfficer);
        v1.MapGet("/profiles/{personId:guid}", ReadProfile.Handle).AllowStaff(JobOfficer);
        v1.MapGet("/profiles/{personId:guid}/matches", MatchProfile.Handle).AllowStaff(JobOfficer);
        v1.MapGet("/me/profile", ReadOwnProfile.Handle).AllowPerson();
        v1.MapPut("/me/profile/consent", GiveConsent.Handle).AllowPerson();
        v1.MapPut("/me/profile/wishes", StateWishes.Handle).AllowPerson();
    }
}
