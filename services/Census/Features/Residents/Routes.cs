using ServiceDefaults.Auth;
using static Census.Domain.Posts;

namespace Census.Features.Residents;

/// <summary>居民 Residents</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/residents/{id:guid}", GetResident.Handle).AllowStaff(Ledger);
        v1.MapPost("/residents/{id:guid}/disclosures", DiscloseResident.Handle).AllowStaff(Ledger);
        v1.MapGet("/me/resident", GetMyResident.Handle).AllowPerson();
    }
}
