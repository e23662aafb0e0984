using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.OneTenHundred;

/// <summary>执委 1+10+100 Executive members</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/people/{id:guid}/one-ten-hundred", GetOneTenHundred.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapGet("/one-ten-hundred", ListOneTenHundred.Handle).AllowStaff(Lead);
        v1.MapPost("/people/{id:guid}/model-women", StartModelWomanLink.Handle).AllowStaff(Lead);
        v1.MapGet("/model-women", ListModelWomanLinks.Handle).AllowStaff(Lead);
        v1.MapGet("/model-women/{id:guid}", GetModelWomanLink.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/model-women/{id:guid}/end", EndModelWomanLink.Handle).AllowStaff(Lead);
        v1.MapPost("/people/{id:guid}/services", RecordService.Handle).AllowStaff(OfAreas);
        v1.MapGet("/services", ListServices.Handle).AllowStaff(Lead);
        v1.MapGet("/services/{id:guid}", GetService.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/services/{id:guid}/reverse", ReverseService.Handle).AllowStaff(Lead);
    }
}
