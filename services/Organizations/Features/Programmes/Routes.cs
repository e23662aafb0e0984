using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Programmes;

/// <summary>项目 Programmes</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/programmes", RegisterProgramme.Handle).AllowStaff(Office);
        v1.MapGet("/programmes", ListProgrammes.Handle).AllowStaff(OfAreas);
        v1.MapGet("/programmes/{id:guid}", GetProgramme.Handle).AllowStaff(OfAreas);
        v1.MapPut("/programmes/{id:guid}", ChangeProgramme.Handle).AllowStaff(Office);
        v1.MapPut("/programmes/{id:guid}/parent", MoveProgramme.Handle).AllowStaff(Office);
        v1.MapPut("/programmes/{id:guid}/status", SetProgrammeStatus.Handle).AllowStaff(Office);
        v1.MapPost("/programmes/{id:guid}/organizations", AddProgrammeOrganizations.Handle).AllowStaff(Office);
        v1.MapPost("/programmes/{id:guid}/organizations/{partId:guid}/end", EndProgrammeOrganization.Handle).AllowStaff(Office);
        v1.MapGet("/programmes/{id:guid}/report", GetProgrammeReport.Handle).AllowStaff(OfAreas);
        v1.MapPost("/programmes/{id:guid}/sessions", RecordSessions.Handle).AllowStaff(Lead);
        v1.MapGet("/sessions", ListSessions.Handle).AllowStaff(OfAreas);
        v1.MapGet("/sessions/{id:guid}", GetSession.Handle).AllowStaff(OfAreas);
        v1.MapPut("/sessions/{id:guid}", ChangeSession.Handle).AllowStaff(Lead);
        v1.MapPost("/sessions/{id:guid}/participations", AddParticipations.Handle).AllowStaff(Lead);
        v1.MapPost("/sessions/{id:guid}/participations/withdraw", WithdrawParticipations.Handle).AllowStaff(Lead);
        v1.MapGet("/sessions/{id:guid}/participations", ListParticipations.Handle).AllowStaff(Lead);
    }
}
