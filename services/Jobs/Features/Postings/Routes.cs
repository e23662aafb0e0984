using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Jobs.Features.Postings;

/// <summary>岗位 Postings</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/skills", ListSkills.Handle).AllowPublic();
        v1.MapPost("/postings", OpenPosting.Handle).AllowOrganization(EmployerManager);
        v1.MapGet("/postings", ListPostings.Handle).AllowPublic();
        v1.MapGet("/postings/{id:guid}", GetPosting.Handle).AllowPublic();
        v1.MapPost("/postings/{id:guid}/close", ClosePosting.Handle).AllowOrganization(EmployerManager);
    }
}
