using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;
using Training.Domain;
using Training.Features.Classes;
using static Contracts.Organizations.V1.Post;

namespace Training;

/// <summary>The areas; each has its own routes in Features.</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        Features.Courses.Routes.Map(v1);
        Features.Classes.Routes.Map(v1);
        Features.Learners.Routes.Map(v1);
        Features.Enrolments.Routes.Map(v1);
        Features.Certificates.Routes.Map(v1);
        v1.MapCodeTables(CodeTables.All, CourseCodes.ReadAsync);
        v1.MapChanges().AllowStaff(TrainingOfficer, Trainer).WithSummary("变更记录 What changed in my area");
    }
}
