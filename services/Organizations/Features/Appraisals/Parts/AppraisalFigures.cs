using Organizations.Domain;
using Organizations.Features.OneTenHundred;
using ServiceDefaults.Data;

namespace Organizations.Features.Appraisals;

/// <summary>
/// The figures of an appraisal, from the records: all holders of the post in the area at the end of the year (or now),
/// with their points and the women they served in that year, in every area.
/// </summary>
static class AppraisalFigures
{
    const string Sql = $"""
        with members as (
            select person_id as member_id, min(valid_from) as since, min(scope_key) as scope_key from appointments
            where post = @post
                and scope_key >= @key
                and scope_key < @key || '~'
                and valid_from < @end
                and coalesce(least(valid_to, ended_at), 'infinity') >= @end
              and (@person::uuid is null or person_id = @person) group by 1),
        {Progress.Sql},
        earned as materialized (
            select m.member_id, sum(e.points) as points
            from members m
            join point_entries e on e.person_id = m.member_id
            where e.occurred_at >= @from and e.occurred_at < @to
            group by 1)
        select m.member_id as person_id, m.scope_key, (m.since at time zone 'Asia/Shanghai')::date as since,
            coalesce(earned.points, 0) as points, coalesce(served.women, 0) as women
        from members m left join earned using (member_id) left join served using (member_id)
        """;

    public sealed record Row(Guid PersonId, string ScopeKey, DateOnly Since, long Points, long Women)
    {
        public Candidate Candidate => new(PersonId, Points, Women, Since);
    }

    /// <param name="person">Only this person; null for all.</param>
    public static Task<IReadOnlyList<Row>> ReadAsync(
        Session session,
        string key,
        string post,
        int year,
        Guid? person,
        CancellationToken ct
    )
    {
        var (from, to) = ChinaDay.Year(year);
        var end = to < session.Now ? to : session.Now;
        return session.AsSystem(
            () =>
                session.Query<Row>(
                    Sql,
                    new
                    {
                        key,
                        post,
                        from,
                        to,
                        end,
                        first = new DateOnly(year, 1, 1),
                        last = new DateOnly(year, 12, 31),
                        person,
                    },
                    ct
                ),
            ct
        );
    }
}
