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

    const string Titles = """
        select gen_random_uuid() as id, e.scope_key, e.person_id, null::uuid as household_id,
            null::uuid as organization_id, a.title, 'appraisal' as category, least(d.level, 5) as level, a.division_id,
            d.name as division, a.year || '年度考核第' || e.rank || '名，积分' || e.points as reason,
            null::uuid as campaign_id, a.id as appraisal_id, e.rank as place
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
        await AwardAsync(id, null, (int)appraisal.Selected, session, ct);
        return TypedResults.Ok(await GetAppraisal.FindAsync(id, session, ct));
    }

    /// <summary>Gives the title to all selected, or to one who was added on appeal.</summary>
    public static Task AwardAsync(Guid id, Guid? person, int count, Session session, CancellationToken ct) =>
        session.AsSystem(
            () => AwardedHonours.AwardAsync(Titles, new { id, person }, count, session.Today, session, ct),
            ct
        );
}
