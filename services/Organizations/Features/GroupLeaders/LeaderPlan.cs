using System.Security.Cryptography;
using System.Text;
using Contracts.Organizations.V1;
using Organizations.Domain;
using Organizations.Features.Appointments;
using ServiceDefaults.Data;

namespace Organizations.Features.GroupLeaders;

/// <summary>A woman who becomes an executive member of the village that her grid lies in.</summary>
/// <param name="Vacancy">Why she does not: the limits of posts refuse it.</param>
sealed record CoOption(GroupCandidate Head, Guid VillageId, string VillageKey, string? Vacancy = null);

/// <summary>What the rule says of a district at this moment, from the records.</summary>
sealed record LeaderPlan(
    IReadOnlyList<GroupPlace> Places,
    IReadOnlyList<GroupLead> Leads,
    IReadOnlyList<CoOption> CoOptions
)
{
    /// <summary>Who is to lead from a later day on has the group too: nobody else could stay.</summary>
    const string PlacesIn = """
        select d.id, d.key, l.person_id as leader_id
        from divisions d left join (
            select distinct on (division_id) division_id, person_id from appointments
            where post = 'group-leader'
                and scope_key >= @key
                and scope_key < @key || '~'
                and (until is null or until > @Now)
            order by division_id, valid_from, id) l on l.division_id = d.id
        where d.kind = 'micro-grid'
            and d.key >= @key
            and d.key < @key || '~'
            and (d.valid_to is null or d.valid_to > @today)
        """;

    const string CoveragesIn = """
        select d.key, c.person_id,
            exists (select from coverage_leads l where l.coverage_id = c.id and l.ended_at is null) as leads
        from coverages c join divisions d on d.id = c.division_id
        where d.key >= @key and d.key < @key || '~' and c.valid_from <= @Now and c.ended_at is null
        """;

    /// <summary>
    /// Posts at or below the village count, for she must be a woman of the place; and whoever was put forward. Who gave
    /// a group up, or had it taken, is not proposed again before she was put forward anew and is willing; after a
    /// removal others must do that. Who moved only leads elsewhere.
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
              and a.valid_from <= @Now and (a.until is null or a.until > @Now)),
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
            where a.post = 'group-leader' and (a.until is null or a.until > @Now) and not exists (
                select from divisions d
                where d.id = a.division_id
                    and d.kind = 'micro-grid'
                    and d.key >= @key
                    and d.key < @key || '~'
                    and (d.valid_to is null or d.valid_to > @today))
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

    const string MembersIn = """
        select distinct person_id
        from appointments
        where post in ('executive-member', 'chair', 'vice-chair') and scope_key >= @key and scope_key < @key || '~'
          and (until is null or until > @Now)
        """;

    const string VillagesOf = """
        select id, key
        from divisions
        where kind = 'village'
            and (valid_to is null or valid_to > @today)
            and ((key >= @key and key < @key || '~') or starts_with(@key, key))
        """;

    /// <summary>
    /// Reads with the service's own sight, so that everybody who may ask about the district gets the same plan: points
    /// count wherever they were earned, and posts held elsewhere too. Whom the limits of posts refuse a group gives it
    /// up to the next; what nobody may have stays vacant, and all the rest can be done.
    /// </summary>
    public static async Task<LeaderPlan> MakeAsync(string key, LeaderRule rule, Session session, CancellationToken ct)
    {
        var args = new
        {
            key,
            session.Now,
            today = session.Today,
        };
        var (places, candidates, coverages, members, villages) = await session.AsSystem(
            async () =>
                (
                    (await session.Query<GroupPlace>(PlacesIn, args, ct))
                        .OrderBy(p => p.Key, StringComparer.Ordinal)
                        .ToList(),
                    await session.Query<GroupCandidate>(CandidatesIn, args, ct),
                    await session.Query<GroupCoverage>(CoveragesIn, args, ct),
                    (await session.Query<Guid>(MembersIn, args, ct)).ToHashSet(),
                    (await session.Query<Village>(VillagesOf, args, ct)).ToDictionary(v => v.Key)
                ),
            ct
        );
        List<CoOption> coOptions =
        [
            .. ConcurrentPosts
                .CoOpted(candidates.Where(c => Around(c.Key) is not null), members)
                .Select(c => (Head: c, Village: Around(c.Key)!))
                .Select(c => new CoOption(c.Head, c.Village.Id, c.Village.Key)),
        ];
        Dictionary<Guid, int> most = [];
        while (true)
        {
            var plan = new LeaderPlan(
                places,
                ConcurrentPosts.Lead(
                    places,
                    [.. candidates.Select(c => most.TryGetValue(c.PersonId, out var m) ? c with { Most = m } : c)],
                    rule,
                    coverages
                ),
                coOptions
            );
            var refused = await Appointing.RefusalsAsync(session, plan.Wanted(session, null), ct);
            var beaten = plan
                .Leads.Where(l => l.Source is not null && refused.ContainsKey(l.PlaceId))
                .Select(l => l.PersonId!.Value)
                .ToHashSet();
            if (beaten.Count == 0)
                return plan with
                {
                    CoOptions = coOptions.ConvertAll(c =>
                        refused.ContainsKey(c.Head.PersonId) ? c with { Vacancy = "post-rules" } : c
                    ),
                };
            foreach (var person in beaten)
                most[person] = plan.Leads.Count(l =>
                    l.PersonId == person && !(l.Source is not null && refused.ContainsKey(l.PlaceId))
                );
        }

        Village? Around(string place)
        {
            for (var length = place.Length; length > 0; length -= DivisionKey.Width)
                if (villages.TryGetValue(place[..length], out var village))
                    return village;
            return null;
        }
    }

    /// <summary>
    /// The appointments it comes to, leaders first; each with the id of its micro-grid or of the woman.
    /// </summary>
    /// <param name="source">The preview it is done by.</param>
    public List<Wanted> Wanted(Session session, Guid? source)
    {
        var keys = Places.ToDictionary(p => p.Id, p => p.Key);
        return
        [
            .. Leads
                .Where(l => l.Source is not null)
                .Select(l => new Wanted(
                    l.PlaceId,
                    l.PersonId!.Value,
                    Post.GroupLeader,
                    l.PlaceId,
                    null,
                    keys[l.PlaceId],
                    session.Now,
                    null
                )
                {
                    SourceId = source,
                }),
            .. CoOptions
                .Where(c => c.Vacancy is null)
                .Select(c => new Wanted(
                    c.Head.PersonId,
                    c.Head.PersonId,
                    Post.ExecutiveMember,
                    c.VillageId,
                    null,
                    c.VillageKey,
                    session.Now,
                    null
                )
                {
                    Mode = "co-opted",
                    SourceId = source,
                }),
        ];
    }

    /// <summary>The same plan has the same fingerprint.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var l in Leads)
            text.Append(l.PlaceId).Append(l.PersonId).Append(l.Source).Append(l.Vacancy).Append('\n');
        foreach (var c in CoOptions)
            text.Append(c.Head.PersonId).Append(c.Head.Key).Append(c.Vacancy).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public IEnumerable<Guid> People =>
        Leads
            .Where(l => l.PersonId is not null)
            .Select(l => l.PersonId!.Value)
            .Concat(CoOptions.Select(c => c.Head.PersonId));

    sealed record Village(Guid Id, string Key);
}
