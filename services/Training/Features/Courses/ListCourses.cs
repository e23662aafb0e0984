using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Training.Features.Courses;

static class ListCourses
{
    const string Sql = "select code, name, name_en from courses order by position";

    [EndpointSummary("课程目录 Courses")]
    [NotAListing("A code table, all of it in its own order.")]
    public static async Task<Ok<Page<Course>>> Handle(Session session, CancellationToken ct) =>
        TypedResults.Ok(new Page<Course>(await session.Query<Course>(Sql, ct: ct), null));

    public sealed record Course(string Code, string Name, string NameEn);
}
