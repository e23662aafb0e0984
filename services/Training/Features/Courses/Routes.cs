using ServiceDefaults.Auth;

namespace Training.Features.Courses;

static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/courses", ListCourses.Handle).AllowPublic();
    }
}
