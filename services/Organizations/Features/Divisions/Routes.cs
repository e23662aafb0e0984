using ServiceDefaults.Auth;
using ServiceDefaults.Imports;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Divisions;

/// <summary>区划 Divisions</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/divisions", ListDivisions.Handle).AllowPublic();
        v1.MapGet("/divisions/{id:guid}", GetDivision.Handle).AllowPublic();
        v1.MapGet("/divisions/by-code/{code}", GetDivisionByCode.Handle).AllowPublic();
        v1.MapGet("/divisions/{id:guid}/ancestors", ListAncestors.Handle).AllowPublic();
        v1.MapGet("/divisions/{id:guid}/history", GetDivisionHistory.Handle).AllowPublic();
        v1.MapGet("/divisions/export", ExportDivisions.Handle).AllowStaff(OfAreas);
        v1.MapPost("/divisions", RegisterDivision.Handle).AllowStaff(Office);
        v1.MapPatch("/divisions/{id:guid}", ChangeDivision.Handle).AllowStaff(Office);
        v1.MapPost("/divisions/{id:guid}/end", EndDivision.Handle).AllowStaff(Office);
        v1.MapPost("/division-imports", ImportDivisions.Handle).AllowStaff(Office).TakesUpload();
        v1.MapImports(ImportDivisions.Handlers, "区划", "divisions", Office);
        v1.MapGet("/division-imports/{id:guid}/changes", ListTableChanges.Handle).AllowStaff(Office);
    }
}
