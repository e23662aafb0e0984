using Census.Domain;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;
using static Census.Domain.Posts;

namespace Census;

/// <summary>The areas; each has its own routes in Features.</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        Features.Households.Routes.Map(v1);
        Features.Residents.Routes.Map(v1);
        Features.Visits.Routes.Map(v1);
        Features.Needs.Routes.Map(v1);
        Features.Merging.Routes.Map(v1);
        v1.MapCodeTables(CodeTables.All);
        v1.MapChanges().AllowStaff(Ledger).WithSummary("变更流 Changes");
    }
}
