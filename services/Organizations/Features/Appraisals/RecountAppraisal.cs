using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>Counts and ranks an unpublished appraisal again, replacing the earlier count.</summary>
static class RecountAppraisal
{
    const string Find =
        "select scope_key, year, post, percent, state, version from appraisals where id = @id for update";

    [EndpointSummary("重新统计考核 Count and rank an unpublished appraisal again")]
    public static async Task<Ok<AppraisalView>> Handle(Guid id, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        var appraisal = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(appraisal.Version);
        if (appraisal.State != "preview")
            throw new ProblemException(Problems.AppraisalPublished);
        await AppraisalCount.KeepAsync(
            id,
            appraisal.ScopeKey,
            appraisal.Post,
            appraisal.Year,
            appraisal.Percent,
            session,
            ct
        );
        return TypedResults.Ok(await AppraisalView.FindAsync(id, session, ct));
    }

    sealed record Row(string ScopeKey, int Year, string Post, int Percent, string State, long Version);
}
