using ServiceDefaults.Auth;
using ServiceDefaults.Imports;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Campaigns;

/// <summary>评选 Campaigns</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/campaigns", StartCampaign.Handle).AllowStaff(Lead);
        v1.MapGet("/campaigns", ListCampaigns.Handle).AllowPublic();
        v1.MapGet("/campaigns/rule", GetCampaignRule.Handle).AllowPublic();
        v1.MapGet("/campaigns/{id:guid}", GetCampaign.Handle).AllowPublic();
        v1.MapGet("/campaigns/{id:guid}/report", GetCampaignReport.Handle).AllowStaff(Lead);
        v1.MapGet("/campaigns/{id:guid}/participations", ListCampaignHouseholds.Handle).AllowStaff(OfAreas);
        v1.MapPost("/campaigns/{id:guid}/participations", AddCampaignHouseholds.Handle).AllowStaff(OfAreas);
        v1.MapPost("/campaigns/{id:guid}/participation-imports", ImportParticipations.Handle).AllowStaff(Lead).TakesUpload();
        v1.MapGet("/campaigns/{id:guid}/participation-imports", ListCampaignImports.Handle).AllowStaff(Lead);
        v1.MapImports(ImportParticipations.Handlers, "参加家庭", "households", Lead);
        v1.MapGet("/campaigns/{id:guid}/selections", ListSelections.Handle).AllowStaff(Lead);
        v1.MapPost("/campaigns/{id:guid}/selections", SelectWinners.Handle).AllowStaff(Lead);
        v1.MapPost("/campaigns/{id:guid}/selections/withdraw", WithdrawSelection.Handle).AllowStaff(Lead);
        v1.MapPost("/campaigns/{id:guid}/selections/finalise", FinaliseSelection.Handle).AllowStaff(Lead);
    }
}
