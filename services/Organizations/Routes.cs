using Organizations.Domain;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using ServiceDefaults.Standards;
using static Organizations.Domain.Posts;

namespace Organizations;

/// <summary>The areas; Features holds the routes of each.</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        Features.Divisions.Routes.Map(v1);
        Features.Reorganisations.Routes.Map(v1);
        Features.People.Routes.Map(v1);
        Features.SignIns.Routes.Map(v1);
        Features.Points.Routes.Map(v1);
        Features.OneTenHundred.Routes.Map(v1);
        Features.Appraisals.Routes.Map(v1);
        Features.Campaigns.Routes.Map(v1);
        Features.Honours.Routes.Map(v1);
        Features.Organizations.Routes.Map(v1);
        Features.Members.Routes.Map(v1);
        Features.Elections.Routes.Map(v1);
        Features.Appointments.Routes.Map(v1);
        Features.GroupLeaders.Routes.Map(v1);
        Features.Coverages.Routes.Map(v1);
        Features.Charts.Routes.Map(v1);
        Features.Alliances.Routes.Map(v1);
        Features.Programmes.Routes.Map(v1);
        Features.Studios.Routes.Map(v1);
        v1.MapListOfImports();
        v1.MapCodeTables(CodeTables.All);
        v1.MapChanges().AllowStaff(OfAreas).WithSummary("变更 What changed, in commit order");
    }
}
