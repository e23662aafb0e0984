namespace Organizations.Features.OneTenHundred;

/// <summary>
/// "1+10+100" counted from records: one executive member leads ten model women and serves a hundred women. A woman
/// counts once a year, whatever the number of services; a household without an identified served woman counts as one
/// woman, and not at all once a woman of it counts. Any event may link a woman to a household. Reversed entries do not
/// count.
/// </summary>
static class Progress
{
    /// <summary>Targets for model women and served women.</summary>
    public const int Model = 10,
        Served = 100;

    /// <summary>
    /// CTEs for members (member_id); then model (member_id, women) and served (member_id, women, households, services).
    /// Arguments: first, last (dates), from, to (moments). Both are materialized: on a table without statistics the
    /// planner estimates one member and would count again for each.
    /// </summary>
    public const string Sql = """
        facts as (
            select e.person_id as member_id, e.household_id, e.served_id
            from members m
            join point_entries e on e.person_id = m.member_id
            where e.occurred_at >= @from
                and e.occurred_at < @to
                and e.reverses is null
                and (e.household_id is not null or e.served_id is not null)
              and not exists (select from point_entries r where r.reverses = e.id)
            union all
            select s.member_id, s.household_id, s.served_id
            from members m
            join service_records s on s.member_id = m.member_id
            where s.served_on between @first and @last and s.reversed_at is null),
        homes as (
            select distinct on (w.served_id) w.served_id, h.household_id
            from (select distinct served_id from facts where served_id is not null) w
            cross join lateral (
                (
                    select household_id
                    from point_entries
                    where served_id = w.served_id and household_id is not null
                    limit 1
                )
                union all (
                    select household_id
                    from service_records
                    where served_id = w.served_id and reversed_at is null
                    limit 1
                )) h),
        served as materialized (
            select t.member_id,
                count(distinct t.served_id) + count(distinct t.household_id) filter (
                    where known.household_id is null
                ) as women,
                count(distinct coalesce(t.household_id, o.household_id)) as households, count(*) as services
            from facts t left join homes o on o.served_id = t.served_id
            left join (
                select distinct w.member_id, coalesce(w.household_id, x.household_id) as household_id
                from facts w
                left join homes x on x.served_id = w.served_id
                where w.served_id is not null
            ) known
                on known.member_id = t.member_id and known.household_id = t.household_id
            group by 1),
        model as materialized (
            select l.member_id, count(distinct l.person_id) as women
            from members m
            join model_women l on l.member_id = m.member_id
            where platform.in_force(l.valid_from, l.valid_to, @last) group by 1)
        """;
}
