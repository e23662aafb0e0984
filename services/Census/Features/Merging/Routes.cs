using ServiceDefaults.Auth;
using static Census.Domain.Posts;

namespace Census.Features.Merging;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/merge-tasks", ListMergeTasks.Handle).AllowStaff(Officers);
    }
}
