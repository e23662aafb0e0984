using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>
/// Publishes exactly the previewed version, which becomes final; each selected person gets the title as an honour.
/// </summary>
static class PublishAppraisal
{
    const string Publish = """
        update appraisals
        set state = 'published', published_at = @Now, published_by = @by, version = version + 1
        where id = @id
        """;
    const string Lock = "select version from appraisals where id = @id for update";

    [EndpointSummary("公布考核 Publish a previewed appraisal; titles become honours")]
    public static async Task<Ok<AppraisalView>> Handle(Guid id, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        await session.Find<long?>(Lock, new { id }, ct);
        var appraisal = await AppraisalView.FindAsync(id, session, ct);
        ifMatch.Check(appraisal.Version);
        if (appraisal.State != "preview")
            throw new ProblemException(Problems.AppraisalPublished);
        if (appraisal.Candidates == 0)
            throw new ProblemException(Problems.NobodyToAppraise);
        await session.Execute(
            Publish,
            new
            {
                id,
                session.Now,
                by = session.Caller.Subject,
            },
            ct
        );
        await AppraisalTitles.AwardAsync(id, null, (int)appraisal.Selected, session, ct);
        return TypedResults.Ok(await AppraisalView.FindAsync(id, session, ct));
    }
}
