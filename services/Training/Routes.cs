using Contracts.Organizations.V1;
using ServiceDefaults.Auth;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Features.Certificates;
using Training.Features.Classes;
using Training.Features.Courses;
using Training.Features.Enrolments;
using Training.Features.Learners;

namespace Training;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/courses", ListCourses.Handle).AllowPublic().WithSummary("课程目录 Courses");

        v1.MapPost("/classes", PlanClass.Handle).AllowStaff(Post.TrainingOfficer).WithSummary("开设班级 Plan a class");
        v1.MapGet("/classes", ListClasses.Handle)
            .AllowStaff(Post.TrainingOfficer, Post.Trainer)
            .WithSummary("班级列表 Classes of my area");
        v1.MapGet("/classes/{id:guid}", ReadClass.Handle)
            .AllowStaff(Post.TrainingOfficer, Post.Trainer)
            .WithSummary("班级详情 One class");
        v1.MapPost("/classes/{id:guid}/cancel", CancelClass.Handle)
            .AllowStaff(Post.TrainingOfficer)
            .WithSummary("取消班级 Cancel a class, with a reason");

        v1.MapGet("/learners", ListLearners.Handle)
            .AllowStaff(Post.TrainingOfficer)
            .WithSummary("待培训人员 Who waits for a class");

        v1.MapPost("/classes/{id:guid}/enrolments", EnrolLearner.Handle)
            .AllowStaff(Post.TrainingOfficer)
            .WithSummary("报名 Enrol a learner");
        v1.MapGet("/classes/{id:guid}/enrolments", ListEnrolments.Handle)
            .AllowStaff(Post.TrainingOfficer, Post.Trainer)
            .WithSummary("班级名单 Who is in a class");
        v1.MapPost("/classes/{id:guid}/lessons/{n:int}/attendance", RecordAttendance.Handle)
            .AllowStaff(Post.Trainer)
            .WithSummary("登记考勤 Take attendance of a lesson");
        v1.MapGet("/enrolments/{id:guid}", ReadEnrolment.Handle)
            .AllowStaff(Post.TrainingOfficer, Post.Trainer)
            .AllowPerson()
            .WithSummary("报名详情 One enrolment");
        v1.MapPost("/enrolments/{id:guid}/leave", LeaveClass.Handle)
            .AllowStaff(Post.TrainingOfficer)
            .WithSummary("退班 A learner leaves a class, with a reason");
        v1.MapPost("/enrolments/{id:guid}/assessment", AssessLearner.Handle)
            .AllowStaff(Post.Trainer)
            .WithSummary("考核 Assess a learner");
        v1.MapPost("/enrolments/{id:guid}/assessment/reopen", ReopenAssessment.Handle)
            .AllowStaff(Post.Trainer)
            .WithSummary("撤回考核结果 Take a result back, before a certificate is issued");

        v1.MapPost("/enrolments/{id:guid}/certificate", IssueCertificate.Handle)
            .AllowStaff(Post.TrainingOfficer)
            .WithSummary("颁发证书 Issue the certificate");
        v1.MapGet("/certificates/{id:guid}", ReadCertificate.Handle)
            .AllowStaff(Post.TrainingOfficer)
            .AllowPerson()
            .WithSummary("证书 One certificate");
        v1.MapPost("/certificates/{id:guid}/revoke", RevokeCertificate.Handle)
            .AllowStaff(Post.TrainingOfficer)
            .WithSummary("撤销证书 Revoke a certificate, with a reason");
        v1.MapGet("/me/certificates", ListOwnCertificates.Handle).AllowPerson().WithSummary("我的证书 My certificates");
        v1.MapGet("/certificates/verify/{verification}", VerifyCertificate.Handle)
            .AllowPublic()
            .WithMetadata(SharedLink.Instance)
            .WithSummary("证书验证 Verify a certificate (JSON, or a page for browsers)");

        v1.MapChanges().AllowStaff(Post.TrainingOfficer, Post.Trainer).WithSummary("变更记录 What changed in my area");
    }
}
