using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Training.Features.Enrolments;

/// <summary>The roster of a class, in order of enrolment.</summary>
static class ListEnrolments
{
    const string FindClass = "select id from classes where id = @id";
    const string Sql =
        EnrolmentView.Select
        + " where e.class_id = @id and (@after::uuid is null or e.id > @after) order by e.id limit @Take";

    [EndpointSummary("班级名单 Who is in a class")]
    public static async Task<Ok<Page<EnrolmentView>>> Handle(
        Guid id,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        if (await session.Find<Guid?>(FindClass, new { id }, ct) is null)
            throw new ProblemException(PlatformProblems.NotFound);
        var rows = await session.Query<EnrolmentView.Row>(
            Sql,
            new
            {
                id,
                after = paging.After<Guid?>(),
                paging.Take,
            },
            ct
        );
        var page = paging.Of([.. rows.Select(r => r.View(session))], e => e.Id);
        session.Saw(page.Items.Select(e => e.PersonId));
        return TypedResults.Ok(page);
    }
}
