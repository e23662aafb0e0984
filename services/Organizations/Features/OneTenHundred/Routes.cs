using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.OneTenHundred;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/people/{id:guid}/one-ten-hundred", GetOneTenHundred.Handle).AllowStaff(OfAreas).AllowPerson();
        v1.MapGet("/one-ten-hundred", ListOneTenHundred.Handle).AllowStaff(Lead);
        v1.MapPost("/people/{id:guid}/model-women", LinkModelWoman.Handle).AllowStaff(Lead);
        v1.MapGet("/model-women", EndModelWoman.HandleList).AllowStaff(Lead);
        v1.MapGet("/model-women/{id:guid}", EndModelWoman.HandleGet).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/model-women/{id:guid}/end", EndModelWoman.Handle).AllowStaff(Lead);
        v1.MapPost("/people/{id:guid}/services", RecordService.Handle).AllowStaff(OfAreas);
        v1.MapGet("/services", ReverseService.HandleList).AllowStaff(Lead);
        v1.MapGet("/services/{id:guid}", ReverseService.HandleGet).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/services/{id:guid}/reversal", ReverseService.Handle).AllowStaff(Lead);
    }
}
