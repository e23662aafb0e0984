using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Elections;

/// <summary>届次与选举 Elections</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/congresses", RecordCongress.Handle).AllowStaff(Office);
        v1.MapGet("/congresses", ListCongresses.Handle).AllowStaff(OfAreas);
        v1.MapGet("/congresses/due", ListDueCongresses.Handle).AllowStaff(OfAreas);
        v1.MapGet("/congresses/{id:guid}", GetCongress.Handle).AllowStaff(OfAreas);
        v1.MapPost("/terms", StartTerm.Handle).AllowStaff(Office);
        v1.MapGet("/terms", ListTerms.Handle).AllowStaff(OfAreas);
        v1.MapGet("/terms/{id:guid}", GetTerm.Handle).AllowStaff(OfAreas);
        v1.MapPatch("/terms/{id:guid}", ChangeTerm.Handle).AllowStaff(Office);
        v1.MapGet("/term-warnings", ListTermWarnings.Handle).AllowStaff(OfAreas);
        v1.MapPost("/elections", OpenElection.Handle).AllowStaff(Office);
        v1.MapGet("/elections", ListElections.Handle).AllowStaff(Lead);
        v1.MapGet("/elections/rule", GetElectionRule.Handle).AllowStaff(OfAreas);
        v1.MapGet("/elections/{id:guid}", GetElection.Handle).AllowStaff(Lead);
        v1.MapPost("/elections/{id:guid}/candidates", NominateCandidates.Handle).AllowStaff(Office);
        v1.MapPost("/elections/{id:guid}/result", RecordResult.Handle).AllowStaff(Office);
        v1.MapPost("/elections/{id:guid}/runoff", OpenRunoff.Handle).AllowStaff(Office);
        v1.MapPost("/elections/{id:guid}/cancel", CancelElection.Handle).AllowStaff(Office);
        v1.MapGet("/elections/{id:guid}/candidates/{personId:guid}", GetCandidate.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/elections/{id:guid}/candidates/{personId:guid}/withdraw", WithdrawCandidate.Handle).AllowStaff(Office).AllowPerson();
    }
}
