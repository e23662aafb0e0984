using Organizations.Domain;
using Organizations.Features.Appointments;
using Organizations.Features.Changes;
using Organizations.Features.Coverages;
using Organizations.Features.Divisions;
using Organizations.Features.Organizations;
using Organizations.Features.People;
using Organizations.Features.Points;
using ServiceDefaults.Auth;
using ServiceDefaults.Imports;

namespace Organizations;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/divisions", ListDivisions.Handle).AllowPublic().WithSummary("下级区划 Divisions below one (parent=id or root)");
        v1.MapGet("/divisions/{id:guid}", GetDivision.Handle).AllowPublic().WithSummary("区划 Division");
        v1.MapGet("/divisions/by-code/{code}", GetDivision.HandleByCode).AllowPublic().WithSummary("按代码查区划 Division by its present or a former code");

        v1.MapPost("/division-imports", ImportDivisions.Handle).AllowStaff(Posts.Office).TakesUpload().WithSummary("上传区划文件 Send a division file (CSV or XLSX: code, name, parentCode, and formerCode where a code has changed); its dry run begins");
        v1.MapGet("/division-imports/{id:guid}", ImportDivisions.HandleGet).AllowStaff(Posts.Office).WithSummary("区划导入进度 A division import and how far it is");
        v1.MapGet("/division-imports/{id:guid}/rejections", ImportDivisions.HandleRejections).AllowStaff(Posts.Office).WithSummary("被拒的行 Rejected rows with their reasons");
        v1.MapPost("/division-imports/{id:guid}/apply", ApplyDivisions.Handle).AllowStaff(Posts.Office).WithSummary("应用区划导入 Apply a validated import, all of it");

        v1.MapPost("/people", RegisterPerson.Handle).AllowStaff(Posts.Office).WithSummary("登记人员 Register a person");
        v1.MapGet("/people/{id:guid}", GetPerson.Handle).AllowStaff(Posts.Lead).WithSummary("人员 Person, masked");
        v1.MapGet("/people/{id:guid}/points", GetPoints.Handle).AllowStaff(Posts.OfAreas).AllowPerson().WithSummary("积分 Points of a person");
        v1.MapGet("/me/points", GetPoints.HandleMine).AllowPerson().WithSummary("我的积分 My points");

        v1.MapPost("/organizations", RegisterOrganization.Handle).AllowStaff(Posts.Office).WithSummary("登记组织 Register an organization");
        v1.MapGet("/organizations/{id:guid}", GetOrganization.Handle).AllowStaff(Posts.OfAreas).AllowOrganization(Posts.OfOrganizations).WithSummary("组织 Organization");

        v1.MapPost("/appointments", StartAppointment.Handle).AllowStaff(Posts.Office).WithSummary("任命 Appoint a person to a post");
        v1.MapGet("/appointments/{id:guid}", GetAppointment.Handle).AllowStaff(Posts.Lead).AllowPerson().WithSummary("任职 Appointment");
        v1.MapPost("/appointments/{id:guid}/end", EndAppointment.Handle).AllowStaff(Posts.Office).WithSummary("结束任职 End an appointment");

        v1.MapPost("/coverages", StartCoverage.Handle).AllowStaff(Posts.Lead).WithSummary("包联 Give a household to a person");
        v1.MapGet("/coverages/{id:guid}", GetCoverage.Handle).AllowStaff(Posts.Lead).AllowPerson().WithSummary("包联关系 Coverage");
        v1.MapPost("/coverages/{id:guid}/end", EndCoverage.Handle).AllowStaff(Posts.Lead).WithSummary("结束包联 End a coverage");

        v1.MapGet("/changes", ListChanges.Handle).AllowStaff(Posts.OfAreas).WithSummary("变更 What changed, in commit order");
    }
}
