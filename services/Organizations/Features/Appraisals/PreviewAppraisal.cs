using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>
/// Counts and ranks; nobody but the staff sees it until it is published. Counting again replaces what was counted
/// before.
/// </summary>
static class PreviewAppraisal
{
    /// <param name="Post">executive-member or group-leader.</param>
    /// <param name="Percent">Share of all that is selected; 20 if it is not given.</param>
    /// <param name="AppealDays">How many days after the publication an appeal may be made; 7 if it is not
    /// given.</param>
    public sealed record Request(Guid? DivisionId, int? Year, string? Post, int? Percent, int? AppealDays);

    /// <summary>The two titles, by post.</summary>
    public static readonly IReadOnlyDictionary<string, string> Titles = new Dictionary<string, string>
    {
        [Post.ExecutiveMember] = "最美妇联执委",
        [Post.GroupLeader] = "最美网格妇女小组长",
    };

    const string Insert = """
        insert into appraisals (
            id, scope_key, division_id, year, post, title, percent, appeal_days, state, candidates, quota, as_of,
            entered_by
        )
        values (@id, @Key, @division, @year, @post, @title, @percent, @days, 'preview', 0, 0, @Now, @by)
        on conflict do nothing
        """;
    const string Find =
        "select id, scope_key, year, post, percent, state, version from appraisals where id = @id for update";
    const string Forget = "delete from appraisal_entries where appraisal_id = @id";
    const string Keep = """
        insert into appraisal_entries (id, appraisal_id, scope_key, person_id, points, women, since, rank, result)
        select gen_random_uuid(), @id, k, p, n, w, s, r, case when r <= @quota then 'selected' else 'not-selected' end
        from unnest(@keys, @people, @points, @women, @since, @ranks) as x (k, p, n, w, s, r)
        """;
    const string Counted = """
        update appraisals
        set candidates = @candidates, quota = @quota, as_of = @Now, version = version + 1
        where id = @id
        """;

    [EndpointSummary("预览年度考核 Count and rank a yearly appraisal, unpublished")]
    public static async Task<IResult> Handle(Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var division = check.Value("/divisionId", request.DivisionId);
        var year = check.Value("/year", request.Year);
        check.That(
            request.Year is null || (year >= 2000 && year <= session.Today.Year),
            "/year",
            PlatformProblems.OutOfRange
        );
        var post = check.OneOf("/post", request.Post, [.. Titles.Keys]);
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
                    title = Titles[post],
                    percent,
                    days,
                    session.Now,
                    by = session.Caller.Subject,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.AppraisalThere);
        await CountAsync(id, new Row(id, area.Key, year, post, percent, "preview", 1), session, ct);
        return TypedResults.Created(
            $"/organizations/v1/appraisals/{id}",
            await GetAppraisal.FindAsync(id, session, ct)
        );
    }

    [EndpointSummary("重新统计考核 Count and rank it again")]
    public static async Task<IResult> HandleAgain(Guid id, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        var appraisal = await session.Find<Row>(Find, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(appraisal.Version);
        if (appraisal.State != "preview")
            throw new ProblemException(Problems.AppraisalPublished);
        await CountAsync(id, appraisal, session, ct);
        return TypedResults.Ok(await GetAppraisal.FindAsync(id, session, ct));
    }

    static async Task CountAsync(Guid id, Row appraisal, Session session, CancellationToken ct)
    {
        var rows = await AppraisalFigures.ReadAsync(
            session,
            appraisal.ScopeKey,
            appraisal.Post,
            appraisal.Year,
            null,
            ct
        );
        var keys = rows.ToDictionary(r => r.PersonId, r => r.ScopeKey);
        var standings = Appraisal.Rank(rows.Select(r => r.Candidate), appraisal.Percent);
        var args = new
        {
            id,
            session.Now,
            candidates = rows.Count,
            quota = Appraisal.Quota(rows.Count, appraisal.Percent),
            keys = standings.Select(s => keys[s.Candidate.PersonId]).ToArray(),
            people = standings.Select(s => s.Candidate.PersonId).ToArray(),
            points = standings.Select(s => s.Candidate.Points).ToArray(),
            women = standings.Select(s => s.Candidate.Women).ToArray(),
            since = standings.Select(s => s.Candidate.Since).ToArray(),
            ranks = standings.Select(s => s.Rank).ToArray(),
        };
        await session.Execute(Forget, args, ct);
        await session.Execute(Keep, args, ct);
        await session.Execute(Counted, args, ct);
    }

    sealed record Row(Guid Id, string ScopeKey, int Year, string Post, int Percent, string State, long Version);
}
