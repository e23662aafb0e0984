using Organizations.Domain;
using ServiceDefaults.Data;

namespace Organizations.Features.GroupLeaders;

/// <summary>Records of a district for the rule.</summary>
static class LeaderRecords
{
    /// <summary>A leader from a later day on holds the group too, because nobody else could stay.</summary>
    const string PlacesIn = """
        select d.id, d.key, l.person_id as leader_id
        from divisions d left join (
            select distinct on (division_id) division_id, person_id from appointments
            where post = 'group-leader'
                and scope_key >= @key
                and scope_key < @key || '~'
                and platform.not_ended(until, @Now)
            order by division_id, valid_from, id) l on l.division_id = d.id
        where d.kind = 'micro-grid'
            and d.key >= @key
            and d.key < @key || '~'
            and platform.not_ended(d.valid_to, @today)
        """;

    const string CoveragesIn = """
        select d.key, c.person_id,
            exists (select from coverage_leads l where l.coverage_id = c.id and l.ended_at is null) as leads
        from coverages c join divisions d on d.id = c.division_id
        where d.key >= @key and d.key < @key || '~' and c.valid_from <= @Now and c.ended_at is null
        """;

    const string MembersIn = """
        select distinct person_id
        from appointments
        where post in ('executive-member', 'chair', 'vice-chair') and scope_key >= @key and scope_key < @key || '~'
          and platform.not_ended(until, @Now)
        """;

    const string VillagesOf = """
        select id, key
        from divisions
        where kind = 'village'
            and platform.not_ended(valid_to, @today)
            and ((key >= @key and key < @key || '~') or starts_with(@key, key))
        """;

    /// <summary>Posts and points count in every area: the session must be the system's.</summary>
    public static async Task<(
        List<GroupPlace> Places,
        IReadOnlyList<GroupCandidate> Candidates,
        IReadOnlyList<GroupCoverage> Coverages,
        HashSet<Guid> Members,
        Dictionary<string, Village> Villages
    )> ReadAsync(string key, Session session, CancellationToken ct)
    {
        var args = new
        {
            key,
            session.Now,
            today = session.Today,
        };
        return (
            (await session.Query<GroupPlace>(PlacesIn, args, ct)).OrderBy(p => p.Key, StringComparer.Ordinal).ToList(),
            await LeaderCandidates.ReadAsync(key, session, ct),
            await session.Query<GroupCoverage>(CoveragesIn, args, ct),
            (await session.Query<Guid>(MembersIn, args, ct)).ToHashSet(),
            (await session.Query<Village>(VillagesOf, args, ct)).ToDictionary(v => v.Key)
        );
    }

    internal sealed record Village(Guid Id, string Key);
}
