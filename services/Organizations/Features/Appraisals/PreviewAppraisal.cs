using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>Counts and ranks; nobody but the staff sees it until it is published.</summary>
static class PreviewAppraisal
{
    /// <param name="Post">executive-member or group-leader.</param>
    /// <param name="Percent">Share of all that is selected; 20 if it is not given.</param>
    /// <param name="AppealDays">How many days after the publication an appeal may be made; 7 if it is not
    /// given.</param>
    public sealed record Request(Guid? DivisionId, int? Year, string? Post, int? Percent, int? AppealDays);

    const string Insert = """
        insert into appraisals (
            id, scope_key, division_id, year, post, title, percent, appeal_days, state, candidates, quota, as_of,
            entered_by
        )
        values (@id, @Key, @division, @year, @post, @title, @percent, @days, 'preview', 0, 0, @Now, @by)
        on conflict do nothing
        """;

    [EndpointSummary("预览年度考核 Count and rank a yearly appraisal, unpublished")]
    public static async Task<Created<AppraisalView>> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var division = check.Value("/divisionId", request.DivisionId);
        var year = check.Value("/year", request.Year);
        check.That(
            request.Year is null || (year >= 2000 && year <= session.Today.Year),
            "/year",
            PlatformProblems.OutOfRange
        );
        var post = check.OneOf("/post", request.Post, CodeTables.AppraisedPost);
        var (percent, days) = (request.Percent ?? Appraisal.UsualPercent, request.AppealDays ?? 7);
        check.That(percent is >= 1 and <= 100, "/percent", PlatformProblems.OutOfRange);
        check.That(days is >= 1 and <= 90, "/appealDays", PlatformProblems.OutOfRange);
        var area = await session.FindDivisionInScope(division, ct);
        check.That(request.DivisionId is null || area is not null, "/divisionId", PlatformProblems.Unknown);
        check.ThrowIfInvalid();
        var id = Guid.CreateVersion7(session.Now);
        if (
            await session.Execute(
                Insert,
                new
                {
                    id,
                    area!.Key,
                    division,
                    year,
                    post,
                    title = Appraisal.Titles[post],
                    percent,
                    days,
                    session.Now,
                    by = session.Caller.Subject,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.AppraisalThere);
        await AppraisalCount.KeepAsync(id, area.Key, post, year, percent, session, ct);
        return TypedResults.Created(
            $"/organizations/v1/appraisals/{id}",
            await AppraisalView.FindAsync(id, session, ct)
        );
    }
}
