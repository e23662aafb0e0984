using ServiceDefaults.Auth;
using static Census.Domain.Posts;

namespace Census.Features.Merging;

/// <summary>重复登记 Merging</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/merge-tasks", ListMergeTasks.Handle).AllowStaff(Officers);
    }
}
