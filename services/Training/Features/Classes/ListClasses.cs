using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Training.Features.Classes;

/// <summary>
/// Classes of the caller's area, newest first; ?course= and ?open=true (places left, not over and not cancelled) narrow
/// it.
/// </summary>
static class ListClasses
{
    const string Sql =
        ClassView.Select
        + """
             where (@after::uuid is null or c.id < @after)
                 and (@course::text is null or c.course = @course)
                 and (not @open or (c.taken < c.capacity and c.cancelled_on is null and c.ends_on >= @Today))
            order by c.id desc limit @Take
            """;

    [EndpointSummary("班级列表 Classes of my area")]
    public static async Task<Ok<Page<ClassView>>> Handle(
        string? course,
        bool? open,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        if (course is not null)
            check.OneOf("/course", course, await CourseCodes.ReadAsync(session, ct));
        check.ThrowIfInvalid();
        var rows = await session.Query<ClassView.Row>(
            Sql,
            new
            {
                after = paging.After<Guid?>(),
                course,
                open = open ?? false,
                session.Today,
                paging.Take,
            },
            ct
        );
        return TypedResults.Ok(paging.Of([.. rows.Select(r => r.View())], c => c.Id));
    }
}
