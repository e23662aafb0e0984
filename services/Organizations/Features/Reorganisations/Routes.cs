using ServiceDefaults.Auth;
using static Organizations.Domain.Posts;

namespace Organizations.Features.Reorganisations;

/// <summary>区划调整 Reorganisations</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapPost("/reorganisations", PreviewReorganisation.Handle).AllowStaff(Office);
        v1.MapGet("/reorganisations", ListReorganisations.Handle).AllowStaff(Office);
        v1.MapGet("/reorganisations/{id:guid}", GetReorganisation.Handle).AllowStaff(Office);
        v1.MapPost("/reorganisations/{id:guid}/apply", ApplyReorganisation.Handle).AllowStaff(Office);
        v1.MapPost("/reorganisations/{id:guid}/undo", UndoReorganisation.Handle).AllowStaff(Office);
    }
}
