using ServiceDefaults.Auth;
using static Census.Domain.Posts;

namespace Census.Features.Needs;

/// <summary>需求 Needs</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/needs", OpenNeed.Handle).AllowStaff(Ledger);
        v1.MapGet("/needs", ListNeeds.Handle).AllowStaff(Ledger);
        v1.MapGet("/needs/{id:guid}", GetNeed.Handle).AllowStaff(Ledger);
        v1.MapPost("/needs/{id:guid}/close", CloseNeed.Handle).AllowStaff(Ledger);
        v1.MapGet("/me/needs", ListMyNeeds.Handle).AllowPerson();
    }
}
