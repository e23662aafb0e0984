using Jobs.Domain;
using Jobs.Features.Postings;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;
using static Contracts.Organizations.V1.Post;

namespace Jobs;

/// <summary>The areas; each has its own routes in Features.</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        Features.Employers.Routes.Map(v1); // 用人单位
        Features.Postings.Routes.Map(v1); // 岗位
        Features.Profiles.Routes.Map(v1); // 求职档案
        Features.Referrals.Routes.Map(v1); // 推荐
        Features.Placements.Routes.Map(v1); // 就业
        v1.MapCodeTables(CodeTables.All, SkillCodes.ReadAsync);
        v1.MapChanges().AllowStaff(JobOfficer).WithSummary("变更记录 What changed in my area");
    }
}
