using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>Counts and ranks; only staff sees the result until it is published.</summary>
static class PreviewAppraisal
{
    /// <param name="Year">This year at the latest.</param>
    /// <param name="Percent">Share of all that is selected; 20 if not given.</param>
    /// <param name="AppealDays">Days for an appeal after the publication; 7 if not given.</param>
    public sealed record Request(
        [Required] Guid? DivisionId,
        [Required, Between(2000, 9999)] int? Year,
        [Required, Code(nameof(CodeTables.AppraisedPost))] string Post,
        [Between(1, 100)] int? Percent,
        [Between(1, 90)] int? AppealDays
    );

    const string Insert = """
        insert into appraisals (
            id, scope_key, division_id, year, post, title, percent, appeal_days, state, candidates, quota, as_of,
            entered_by
        )
        values (@id, @Key, @DivisionId, @year, @Post, @title, @percent, @days, 'preview', 0, 0, @Now, @by)
        on conflict do nothing
        """;

    [EndpointSummary("预览年度考核 Count and rank a yearly appraisal, unpublished")]
    public static async Task<Created<AppraisalView>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var year = request.Year!.Value;
        check.That(year <= session.Today.Year, "/year", PlatformProblems.OutOfRange);
        var area = await session.FindDivisionInScope(request.DivisionId!.Value, ct);
        check.That(area is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        var (id, percent) = (Guid.CreateVersion7(session.Now), request.Percent ?? Appraisal.UsualPercent);
        if (
            await session.Execute(
                Insert,
                new
                {
                    id,
                    area!.Key,
                    request.DivisionId,
                    year,
                    request.Post,
                    title = Appraisal.Titles[request.Post],
                    percent,
                    days = request.AppealDays ?? 7,
                    session.Now,
                    by = session.Caller.Subject,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.AppraisalThere);
        await AppraisalCount.KeepAsync(id, area.Key, request.Post, year, percent, session, ct);
        return TypedResults.Created(
            $"/organizations/v1/appraisals/{id}",
            await AppraisalView.FindAsync(id, session, ct)
        );
    }
}
