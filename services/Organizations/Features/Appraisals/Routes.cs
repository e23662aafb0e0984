using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Appraisals;

/// <summary>年度考核 Appraisals</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/appraisals", PreviewAppraisal.Handle).AllowStaff(Lead);
        v1.MapGet("/appraisals", ListAppraisals.Handle).AllowStaff(Lead);
        v1.MapGet("/appraisals/{id:guid}", GetAppraisal.Handle).AllowStaff(Lead);
        v1.MapGet("/appraisals/{id:guid}/entries", ListAppraisalEntries.Handle).AllowStaff(Lead);
        v1.MapGet("/me/appraisals", ListMyAppraisals.Handle).AllowPerson();
        v1.MapPost("/appraisals/{id:guid}/recount", RecountAppraisal.Handle).AllowStaff(Lead);
        v1.MapPost("/appraisals/{id:guid}/publish", PublishAppraisal.Handle).AllowStaff(Lead);
        v1.MapPost("/appraisals/{id:guid}/appeals", FileAppeal.Handle).AllowPerson();
        v1.MapGet("/appeals", ListAppeals.Handle).AllowStaff(Lead);
        v1.MapGet("/appeals/{id:guid}", GetAppeal.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/appeals/{id:guid}/decide", DecideAppeal.Handle).AllowStaff(Lead);
    }
}
