using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Training.Features.Learners;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/learners", ListLearners.Handle).AllowStaff(TrainingOfficer);
    }
}
