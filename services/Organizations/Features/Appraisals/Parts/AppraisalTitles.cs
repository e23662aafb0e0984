using Organizations.Features.Honours;
using ServiceDefaults.Data;

namespace Organizations.Features.Appraisals;

/// <summary>The title of an appraisal, as an honour of those who are selected.</summary>
static class AppraisalTitles
{
    const string Award = """
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

    /// <param name="person">One who was added on appeal; all who are selected if it is null.</param>
    /// <param name="count">How many titles that gives.</param>
    public static async Task AwardAsync(Guid id, Guid? person, int count, Session session, CancellationToken ct)
    {
        var last = await HonourNumbers.TakeAsync(session, session.Today.Year, count, ct);
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
                        by = session.Caller.Subject,
                        session.Now,
                        person,
                    },
                    ct
                ),
            ct
        );
    }
}
