using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Elections;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/congresses", HoldCongress.Handle).AllowStaff(Office);
        v1.MapGet("/congresses", ListCongresses.Handle).AllowStaff(OfAreas);
        v1.MapGet("/congresses/due", ListCongresses.HandleDue).AllowStaff(OfAreas);
        v1.MapGet("/congresses/{id:guid}", GetCongress.Handle).AllowStaff(OfAreas);
        v1.MapPost("/terms", StartTerm.Handle).AllowStaff(Office);
        v1.MapGet("/terms", ListTerms.Handle).AllowStaff(OfAreas);
        v1.MapGet("/terms/{id:guid}", ChangeTerm.HandleGet).AllowStaff(OfAreas);
        v1.MapPatch("/terms/{id:guid}", ChangeTerm.Handle).AllowStaff(Office);
        v1.MapGet("/term-warnings", ListTerms.HandleWarnings).AllowStaff(OfAreas);
        v1.MapPost("/elections", OpenElection.Handle).AllowStaff(Office);
        v1.MapGet("/elections", ListElections.Handle).AllowStaff(Lead);
        v1.MapGet("/elections/rule", GetElectionRule.Handle).AllowStaff(OfAreas);
        v1.MapGet("/elections/{id:guid}", GetElection.Handle).AllowStaff(Lead);
        v1.MapPost("/elections/{id:guid}/candidates", NominateCandidates.Handle).AllowStaff(Office);
        v1.MapPost("/elections/{id:guid}/result", RecordResult.Handle).AllowStaff(Office);
        v1.MapPost("/elections/{id:guid}/runoff", OpenRunoff.Handle).AllowStaff(Office);
        v1.MapPost("/elections/{id:guid}/cancellation", CancelElection.Handle).AllowStaff(Office);
        v1.MapGet("/elections/{id:guid}/candidates/{personId:guid}", WithdrawCandidate.HandleGet).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/elections/{id:guid}/candidates/{personId:guid}/withdrawal", WithdrawCandidate.Handle).AllowStaff(Office).AllowPerson();
    }
}
