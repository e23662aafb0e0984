using ServiceDefaults.Auth;
using static Census.Domain.Posts;

namespace Census.Features.Households;

/// <summary>家庭 Households</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/households", RegisterHousehold.Handle).AllowStaff(Ledger);
        v1.MapGet("/households", ListHouseholds.Handle).AllowStaff(Ledger);
        v1.MapGet("/households/{id:guid}", GetHousehold.Handle).AllowStaff(Ledger);
        v1.MapPatch("/households/{id:guid}", ChangeHousehold.Handle).AllowStaff(Ledger);
        v1.MapPost("/households/{id:guid}/move", MoveHousehold.Handle).AllowStaff(Ledger);
    }
}
