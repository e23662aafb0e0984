using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Charts;

/// <summary>责任图 Charts</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/divisions/{id:guid}/chart", GetChart.Handle).AllowStaff(OfAreas);
        v1.MapPut("/appointments/{id:guid}/portfolio", SetPortfolio.Handle).AllowStaff(Office);
    }
}
