using Organizations.Features.Honours;
using ServiceDefaults.Data;

namespace Organizations.Features.Appraisals;

/// <summary>Awards the title of an appraisal to the selected, as an honour.</summary>
static class AppraisalTitles
{
    const string Titles = """
        select gen_random_uuid() as id, e.scope_key, e.person_id, null::uuid as household_id,
            null::uuid as organization_id, a.title, 'appraisal' as category, least(d.level, 5) as level, a.division_id,
            d.name as division, a.year || '年度考核第' || e.rank || '名，积分' || e.points as reason,
            null::uuid as campaign_id, a.id as appraisal_id, e.rank as place
        from appraisals a join divisions d on d.id = a.division_id join appraisal_entries e on e.appraisal_id = a.id
        where a.id = @id and (e.result = 'selected' and @person::uuid is null or e.person_id = @person)
        """;

    /// <param name="person">A person who was added on appeal; null for all selected.</param>
    /// <param name="count">Number of titles.</param>
    public static Task AwardAsync(Guid id, Guid? person, int count, Session session, CancellationToken ct) =>
        session.AsSystem(
            () => AwardedHonours.AwardAsync(Titles, new { id, person }, count, session.Today, session, ct),
            ct
        );
}
