using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Training.Features.Learners;

/// <summary>待培训人员 Learners</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/learners", ListLearners.Handle).AllowStaff(TrainingOfficer);
    }
}
