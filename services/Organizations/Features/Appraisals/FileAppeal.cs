using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>Files an appeal against the caller's own result, once, within the published days.</summary>
static class FileAppeal
{
    public sealed record Request([Lines, Required, Longest(1_000), Example("十月的三次走访没有计入")] string Reason);

    public sealed record Response(Guid Id);

    const string Find = """
        select e.scope_key, e.points, e.rank, a.published_at + a.appeal_days * interval '1 day' as until
        from appraisal_entries e
        join appraisals a on a.id = e.appraisal_id
        where a.id = @id and e.person_id = @person and a.state = 'published'
        """;
    const string Insert = """
        insert into appeals (
            id, scope_key, appraisal_id, person_id, reason, filed_at, state, points_before, rank_before
        )
        values (@appeal, @ScopeKey, @id, @person, @Reason, @Now, 'filed', @Points, @Rank) on conflict do nothing
        """;

    [EndpointSummary("提出申诉 Appeal against your own result")]
    public static async Task<Created<Response>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var person = session.Caller.Subject;
        var entry = await session.AsSystem(() => session.Find<Row>(Find, new { id, person }, ct), ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        if (session.Now > entry.Until)
            throw new ProblemException(Problems.AppealLate);
        var appeal = Guid.CreateVersion7(session.Now);
        if (
            await session.Execute(
                Insert,
                new
                {
                    appeal,
                    entry.ScopeKey,
                    id,
                    person,
                    request.Reason,
                    session.Now,
                    entry.Points,
                    entry.Rank,
                },
                ct
            ) == 0
        )
            throw new ProblemException(Problems.AppealedAlready);
        session.RecordAccess(person);
        return TypedResults.Created($"/organizations/v1/appeals/{appeal}", new Response(appeal));
    }

    sealed record Row(string ScopeKey, long Points, int Rank, DateTimeOffset Until);
}
