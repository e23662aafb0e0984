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
        Features.Employers.Routes.Map(v1);
        Features.Postings.Routes.Map(v1);
        Features.Profiles.Routes.Map(v1);
        Features.Referrals.Routes.Map(v1);
        Features.Placements.Routes.Map(v1);
        v1.MapCodeTables(CodeTables.All, SkillCodes.ReadAsync);
        v1.MapChanges().AllowStaff(JobOfficer).WithSummary("变更记录 What changed in my area");
    }
}
