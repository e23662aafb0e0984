using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Points;

/// <summary>积分 Points</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/people/{id:guid}/points", GetPoints.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapGet("/people/{id:guid}/points/entries", ListPersonPointEntries.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapGet("/me/points", GetMyPoints.Handle).AllowPerson();
        v1.MapGet("/people/{id:guid}/points/totals", GetPointTotals.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapGet("/point-rules", ListPointRules.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapPost("/point-rules", SetPointRule.Handle).AllowStaffOfWholeTree(Office);
        v1.MapGet("/point-entries", ListPointEntries.Handle).AllowStaff(Lead);
        v1.MapPost("/point-entries/{id:guid}/reverse", ReversePoints.Handle).AllowStaff(Lead);
        v1.MapPost("/people/{id:guid}/merits", ProposeMerit.Handle).AllowStaff(Lead);
        v1.MapGet("/merits", ListMerits.Handle).AllowStaff(Lead);
        v1.MapGet("/merits/{id:guid}", GetMerit.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/merits/{id:guid}/decide", DecideMerit.Handle).AllowStaff(Lead);
    }
}
