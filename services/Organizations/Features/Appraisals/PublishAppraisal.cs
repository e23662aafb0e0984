using Organizations.Features.Honours;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appraisals;

/// <summary>
/// What was previewed, of exactly that version, becomes final; each one selected gets the title as an honour.
/// </summary>
static class PublishAppraisal
{
    const string Publish = """
        update appraisals
        set state = 'published', published_at = @Now, published_by = @by, version = version + 1
        where id = @id
        """;
    const string Lock = "select version from appraisals where id = @id for update";

    /// <summary>Also gives the title to one who was added on appeal.</summary>
    public const string Award = """
        insert into honours (
            id, scope_key, person_id, title, category, level, division_id, awarded_by, awarded_on, year, serial,
            reason, appraisal_id, entered_by, entered_at
        )
        select gen_random_uuid(), e.scope_key, e.person_id, a.title, 'appraisal', least(d.level, 5), a.division_id,
            d.name || '妇女联合会', @Today, @Year, @last + row_number() over (order by e.rank),
            a.year || '年度考核第' || e.rank || '名，积分' || e.points, a.id, @by, @Now
        from appraisals a join divisions d on d.id = a.division_id join appraisal_entries e on e.appraisal_id = a.id
        where a.id = @id and (e.result = 'selected' and @person::uuid is null or e.person_id = @person)
        """;

    [EndpointSummary("公布考核 Publish what was previewed; titles become honours")]
    public static async Task<IResult> Handle(Guid id, IfMatch ifMatch, Session session, CancellationToken ct)
    {
        await session.Find<long?>(Lock, new { id }, ct);
        var appraisal = await GetAppraisal.FindAsync(id, session, ct);
        ifMatch.Check(appraisal.Version);
        if (appraisal.State != "preview")
            throw new ProblemException(Problems.AppraisalPublished);
        if (appraisal.Candidates == 0)
            throw new ProblemException(Problems.NobodyToAppraise);
        var by = session.Caller.Subject;
        await session.Execute(
            Publish,
            new
            {
                id,
                session.Now,
                by,
            },
            ct
        );
        var last = await HonourNumbers.TakeAsync(session, session.Today.Year, (int)appraisal.Selected, ct);
        await session.AsSystem(
            () =>
                session.Execute(
                    Award,
                    new
                    {
                        id,
                        session.Today,
                        session.Today.Year,
                        last,
                        by,
                        session.Now,
                        person = (Guid?)null,
                    },
                    ct
                ),
            ct
        );
        return TypedResults.Ok(await GetAppraisal.FindAsync(id, session, ct));
    }
}
