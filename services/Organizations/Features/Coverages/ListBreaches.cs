using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>
/// Breaches of the limits of coverage in an area: too few or too many people in a grid, no lead or more than one, too
/// few or too many grids of a member.
/// </summary>
static class ListBreaches
{
    /// <param name="Found">Number found.</param>
    public sealed record Item(
        Guid Id,
        [Code(nameof(CodeTables.CoverageBreach))] string Breach,
        Guid? DivisionId,
        string? Code,
        string? Place,
        Guid? PersonId,
        string? Person,
        long Found,
        int Least,
        int Most
    );

    const string Source = """
        with area as materialized (select lo, hi from area_at(@key, @day)),
        grids as (
            select d.id, d.code, d.name, c.people,
                (
                       select count(*)
                       from coverage_leads l
                       where l.division_id = d.id and platform.in_force(l.valid_from, l.ended_at, @at)
                   ) as leads
            from unnest(@grids, @people) c (id, people)
            join division_states d on d.id = c.id and platform.in_force(d.since, d.until, @day)),
        covering as (
            select c.person_id, count(distinct c.division_id) as places
            from area r
            join coverages c on c.scope_key >= r.lo and c.scope_key < r.hi
            join divisions d on d.id = c.division_id
            where d.kind = any (@Kinds) and platform.in_force(c.valid_from, c.ended_at, @at)
            group by c.person_id),
        members as (
            select person_id, coalesce(c.places, 0) as places from covering c full join (
                select distinct a.person_id
                from area r
                join appointments a on a.scope_key >= r.lo and a.scope_key < r.hi
                join divisions d on d.id = a.division_id
                where a.post = 'executive-member'
                    and d.level >= 5
                    and platform.in_force(a.valid_from, a.until, @at)) a using (person_id)),
        found as (
            select case when people < @PeopleFrom then 'people-too-few' else 'people-too-many' end as breach,
                id as division_id, code, name as place, null::uuid as person_id, null::text as person,
                people as found, @PeopleFrom::int as least, @PeopleTo::int as most
                from grids
                where people < @PeopleFrom or people > @PeopleTo
            union all
            select case when leads = 0 then 'no-lead' else 'two-leads' end, id, code, name, null, null, leads, 1, 1
            from grids
            where leads <> 1
            union all
            select case when places < @PlacesFrom then 'places-too-few' else 'places-too-many' end, null, null, null,
                m.person_id, p.name, places, @PlacesFrom, @PlacesTo
                from members m join people p on p.id = m.person_id where places < @PlacesFrom or places > @PlacesTo)
        select md5(breach || coalesce(division_id, person_id))::uuid as id, breach, division_id, code, place,
            person_id, person, found::bigint, least, most
        from found
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "coverage-breaches",
        Source,
        new("breach", "问题") { Table = CodeTables.CoverageBreach },
        new("code", "代码"),
        new("place", "网格") { Search = true },
        new("person", "姓名") { Search = true },
        new("found", "实有"),
        new("least", "下限"),
        new("most", "上限"),
        new("personId", "人员编号") { Hidden = true }
    ) with
    {
        Subject = r => r.PersonId ?? r.DivisionId!.Value,
    };

    [EndpointSummary("包联问题 Breaches of the limits of coverage in an area (divisionId)")]
    public static async Task<ListAnswer<Item>> Handle(
        ListQuery query,
        [Required] Guid? divisionId,
        DateOnly? asOf,
        Session session,
        CancellationToken ct
    )
    {
        var at = Moment.Of(asOf, session);
        var division = await session.FindDivisionInScope(divisionId!.Value, ct, asOf)
            ?? throw new ProblemException(PlatformProblems.Invalid, PlatformProblems.Unknown.At("/divisionId"));
        var (day, l) = (asOf ?? session.Today, await CoverageLimits.AtAsync(at, session, ct));
        var counted = await session.AsSystem(
            () => GridPeople.CountAsync(division.Key, at, day, l.Kinds, session, ct),
            ct
        );
        var (grids, people) = (counted.Select(c => c.Id).ToArray(), counted.Select(c => c.People).ToArray());
        return await List.AnswerAsync(
            query,
            session,
            new
            {
                key = division.Key,
                at,
                day,
                grids,
                people,
                l.Kinds,
                l.PeopleFrom,
                l.PeopleTo,
                l.PlacesFrom,
                l.PlacesTo,
            },
            ct
        );
    }
}
