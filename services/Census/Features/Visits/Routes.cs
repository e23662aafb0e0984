using ServiceDefaults.Auth;
using static Census.Domain.Posts;

namespace Census.Features.Visits;

/// <summary>走访 Visits</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/visits", RecordVisit.Handle).AllowStaff(Ledger);
        v1.MapGet("/visits", ListVisits.Handle).AllowStaff(Ledger);
        v1.MapGet("/visits/{id:guid}", GetVisit.Handle).AllowStaff(Ledger);
    }
}
