using ServiceDefaults.Auth;
using static Contracts.Organizations.V1.Post;

namespace Training.Features.Enrolments;

/// <summary>报名、考勤、考核 Enrolments</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/classes/{id:guid}/enrolments", EnrolLearner.Handle).AllowStaff(TrainingOfficer);
        v1.MapGet("/classes/{id:guid}/enrolments", ListEnrolments.Handle).AllowStaff(TrainingOfficer, Trainer);
        v1.MapPost("/classes/{id:guid}/lessons/{n:int}/attendance", RecordAttendance.Handle).AllowStaff(Trainer);
        v1.MapGet("/enrolments/{id:guid}", GetEnrolment.Handle).AllowStaff(TrainingOfficer, Trainer).AllowPerson();
        v1.MapPost("/enrolments/{id:guid}/leave", LeaveClass.Handle).AllowStaff(TrainingOfficer);
        v1.MapPost("/enrolments/{id:guid}/assessment", RecordAssessment.Handle).AllowStaff(Trainer);
        v1.MapPost("/enrolments/{id:guid}/assessment/reopen", ReopenAssessment.Handle).AllowStaff(Trainer);
    }
}
