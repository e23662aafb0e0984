using Organizations.Domain;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using ServiceDefaults.Standards;
using static Organizations.Domain.Posts;

namespace Organizations;

/// <summary>The areas; each has its own routes in Features.</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        Features.Divisions.Routes.Map(v1); // 区划
        Features.Reorganisations.Routes.Map(v1); // 区划调整
        Features.People.Routes.Map(v1); // 人员
        Features.Points.Routes.Map(v1); // 积分
        Features.OneTenHundred.Routes.Map(v1); // 1+10+100
        Features.Appraisals.Routes.Map(v1); // 年度考核
        Features.Campaigns.Routes.Map(v1); // 评选
        Features.Honours.Routes.Map(v1); // 荣誉
        Features.Organizations.Routes.Map(v1); // 组织
        Features.Members.Routes.Map(v1); // 会员
        Features.Elections.Routes.Map(v1); // 届次与选举
        Features.Appointments.Routes.Map(v1); // 任职
        Features.GroupLeaders.Routes.Map(v1); // 双向互兼
        Features.Coverages.Routes.Map(v1); // 包联
        Features.Charts.Routes.Map(v1); // 责任图
        Features.Alliances.Routes.Map(v1); // 联盟
        Features.Programmes.Routes.Map(v1); // 项目
        Features.Studios.Routes.Map(v1); // 工作室
        v1.MapListOfImports();
        v1.MapCodeTables(CodeTables.All);
        v1.MapChanges().AllowStaff(OfAreas).WithSummary("变更 What changed, in commit order");
    }
}
