using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Training.Features.Classes;

/// <summary>班级 Classes</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/classes", OpenClass.Handle).AllowStaff(TrainingOfficer);
        v1.MapGet("/classes", ListClasses.Handle).AllowStaff(TrainingOfficer, Trainer);
        v1.MapGet("/classes/{id:guid}", GetClass.Handle).AllowStaff(TrainingOfficer, Trainer);
        v1.MapPost("/classes/{id:guid}/cancel", CancelClass.Handle).AllowStaff(TrainingOfficer);
    }
}
