using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.GroupLeaders;

/// <summary>Reads the candidates for the groups of a district.</summary>
static class LeaderCandidates
{
    /// <summary>
    /// Holders of posts at or below the village, because a leader must be a woman of the place, and nominees. A person
    /// who gave a group up, or was removed, is proposed again only after a new nomination with consent; after a removal
    /// it must come from others. A person who moved away counts only with the groups led elsewhere.
    /// </summary>
    const string CandidatesIn = """
        with held as (
            select a.person_id, a.scope_key as key, a.post, a.valid_from as since, a.division_id
            from appointments a
            join divisions d on d.id = a.division_id
            where a.scope_key >= @key
                and a.scope_key < @key || '~'
                and a.post in ('grid-head', 'grid-member', 'executive-member', 'volunteer')
                and d.level >= 5
              and platform.in_force(a.valid_from, a.until, @Now)),
        works as (
            select person_id from held where post in ('grid-head', 'grid-member')
            union
            select person_id
            from coverages
            where division_id is not null
                and scope_key >= @key
                and scope_key < @key || '~'
                and valid_from <= @Now
                and ended_at is null),
        stands as (
            select person_id, key,
                case
                    when post = 'executive-member'
                        and person_id in (select person_id from works) then 'grid-executive'
                    else post end as source,
                true as willing, since, division_id
            from held
            union all
            select person_id, scope_key, kind, willing, valid_from, division_id
            from nominations
            where scope_key >= @key and scope_key < @key || '~' and ended_at is null),
        who as (select distinct person_id from stands),
        earned as (
            select e.person_id, sum(e.points) as points
            from point_entries e
            join who using (person_id)
            group by e.person_id
        ),
        elsewhere as (
            select a.person_id, count(*) as leads from appointments a join who using (person_id)
            where a.post = 'group-leader' and platform.not_ended(a.until, @Now) and not exists (
                select from divisions d
                where d.id = a.division_id
                    and d.kind = 'micro-grid'
                    and d.key >= @key
                    and d.key < @key || '~'
                    and platform.not_ended(d.valid_to, @today))
            group by a.person_id),
        left_off as (
            select distinct a.person_id from appointments a join who using (person_id)
            where a.post = 'group-leader'
                and a.until <= @Now
                and (a.ended_at is not null or exists (select from leader_previews v where v.id = a.source_id))
              and a.end_reason is distinct from 'moved'
              and not exists (
                  select from nominations n
                  where n.person_id = a.person_id and n.ended_at is null and n.willing and n.valid_from > a.until
                    and (n.kind = 'recommended' or a.end_reason is distinct from 'removed')))
        select s.person_id, s.key, s.source, p.sex::int as sex, s.willing, coalesce(e.points, 0)::bigint as points,
            s.since, coalesce(l.leads, 0)::int as leads_elsewhere, s.division_id,
            extract(year from age(@today::timestamp, p.birth_date::timestamp))::int as age,
            f.person_id is not null as gave_up
        from stands s
        join people p on p.id = s.person_id
        left join left_off f on f.person_id = s.person_id
        left join earned e on e.person_id = s.person_id
        left join elsewhere l on l.person_id = s.person_id
        """;

    /// <summary>The session must be the system's.</summary>
    public static Task<IReadOnlyList<GroupCandidate>> ReadAsync(string key, Session session, CancellationToken ct) =>
        session.Query<GroupCandidate>(
            CandidatesIn,
            new
            {
                key,
                session.Now,
                today = session.Today,
            },
            ct
        );
}
