using ServiceDefaults.Auth;

namespace Training.Features.Courses;

/// <summary>课程 Courses</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/courses", ListCourses.Handle).AllowPublic();
    }
}
