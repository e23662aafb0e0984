using ServiceDefaults.Data;
using ServiceDefaults.Http;
using Training.Features.Classes;

namespace Training.Features.Courses;

static class ListCourses
{
    [EndpointSummary("课程目录 Courses")]
    [NotAListing("A code table, all of it in its own order.")]
    public static async Task<Ok<Page<Course>>> Handle(Session session, CancellationToken ct) =>
        TypedResults.Ok(
            new Page<Course>(
                [.. (await CourseCodes.ReadAsync(session, ct)).Codes.Select(c => new Course(c.Value, c.Zh, c.En))],
                null
            )
        );

    public sealed record Course(string Code, string Name, string NameEn);
}
