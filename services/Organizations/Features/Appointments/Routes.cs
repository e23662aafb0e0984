using ServiceDefaults.Auth;
using ServiceDefaults.Imports;
using static Contracts.Organizations.V1.Post;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Appointments;

/// <summary>任职 Appointments</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/appointments", StartAppointment.Handle).AllowStaff(Office);
        v1.MapGet("/appointments/{id:guid}", GetAppointment.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/appointments/{id:guid}/end", EndAppointment.Handle).AllowStaff(Office);
        v1.MapPatch("/appointments/{id:guid}", ChangeAppointment.Handle).AllowStaff(Office);
        v1.MapGet("/appointments", ListAppointments.Handle).AllowStaff(Lead);
        v1.MapGet("/appointments/summary", GetAppointmentSummary.Handle).AllowStaff(OfAreas);
        v1.MapGet("/people/{id:guid}/appointments", ListPersonAppointments.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/appointment-imports", ImportAppointments.Handle).AllowStaff(Office).TakesUpload();
        v1.MapImports(ImportAppointments.Handlers, "任职", "posts", Office);
        v1.MapGet("/post-rules", ListPostRules.Handle).AllowStaff(OfAreas);
        v1.MapGet("/post-rules/rule", GetPostRule.Handle).AllowStaff(OfAreas);
        v1.MapPost("/post-rules", SetPostRule.Handle).AllowStaffOfWholeTree(PlatformAdministrator);
    }
}
