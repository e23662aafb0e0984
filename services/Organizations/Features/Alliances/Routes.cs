using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Alliances;

/// <summary>联盟 Alliances</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/alliances", RegisterAlliance.Handle).AllowStaff(Office);
        v1.MapGet("/alliances", ListAlliances.Handle).AllowStaff(OfAreas);
        v1.MapGet("/alliances/{id:guid}", GetAlliance.Handle).AllowStaff(OfAreas);
        v1.MapPut("/alliances/{id:guid}", ChangeAlliance.Handle).AllowStaff(Office);
        v1.MapPost("/alliances/{id:guid}/members", AddAllianceMember.Handle).AllowStaff(Office);
        v1.MapPost("/alliances/{id:guid}/members/{memberId:guid}/end", EndAllianceMember.Handle).AllowStaff(Office);
        v1.MapPut("/alliances/{id:guid}/rotation", SetRotation.Handle).AllowStaff(Office);
        v1.MapGet("/alliances/{id:guid}/turns", ListTurns.Handle).AllowStaff(OfAreas);
        v1.MapPost("/alliances/{id:guid}/handovers", RecordHandover.Handle).AllowStaff(Lead);
        v1.MapGet("/alliances/{id:guid}/handovers", ListHandovers.Handle).AllowStaff(OfAreas);
        v1.MapPost("/alliances/{id:guid}/meetings", RecordMeeting.Handle).AllowStaff(Lead);
        v1.MapGet("/alliance-meetings", ListMeetings.Handle).AllowStaff(OfAreas);
        v1.MapGet("/alliance-meetings/{id:guid}", GetMeeting.Handle).AllowStaff(Lead);
        v1.MapPut("/alliance-meetings/{id:guid}", ChangeMeeting.Handle).AllowStaff(Lead);
        v1.MapGet("/alliance-decisions", ListDecisions.Handle).AllowStaff(Lead);
        v1.MapPost("/alliance-decisions/{id:guid}/complete", CompleteDecision.Handle).AllowStaff(Lead);
    }
}
