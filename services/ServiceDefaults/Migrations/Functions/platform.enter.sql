-- Sets, for this transaction only, what the caller may see, by the grants of the subject that are in force at that
-- moment, and how the session holds the tree: 'shared', 'exclusive' or not at all (null). Returns how many areas the
-- caller has, whether the caller covers resources, the caller's organizations, and whether the caller is a partner.
-- Policies compare columns with these settings and deny what is unset. Raises PL001 for more than 8 separate areas.
create or replace function platform.enter(
    subject uuid, is_system boolean, as_person boolean, staff_roles text[], organization_roles text[],
    partner_roles text[], wanted_organization uuid, at timestamptz, how text default null,
    out ranges int, out covered boolean, out organizations uuid[], out partner boolean)
language plpgsql as $$
declare r record;
begin
    ranges := 0; partner := false; covered := false; organizations := '{}';
    -- A caller who may not move areas must not keep others waiting either, and is refused without the hold.
    perform platform.hold(
        case when how = 'exclusive' and not is_system and not exists (
            select from platform.grants
            where subject_id = subject and role = any (staff_roles)
                and platform.in_force(valid_from, valid_to, at))
        then null else how end);
    perform platform.as_system(is_system);
    perform set_config('app.person', case when as_person then coalesce(subject::text, '') else '' end, true);
    for i in 0 .. 7 loop
        perform set_config('app.lo' || i, '', true), set_config('app.hi' || i, '', true);
    end loop;
    if staff_roles is not null then
        for r in
            with g as (
                select distinct scope_key as k from platform.grants
                where subject_id = subject and role = any (staff_roles) and scope_key is not null
                    and platform.in_force(valid_from, valid_to, at))
            select k from g
            where not exists (select from g as wider where wider.k <> g.k and starts_with(g.k, wider.k))
            order by k
        loop
            if ranges = 8 then
                raise exception 'more than 8 separate areas' using errcode = 'PL001';
            end if;
            perform
                set_config('app.lo' || ranges, r.k, true),
                set_config('app.hi' || ranges, r.k || '~', true);
            ranges := ranges + 1;
        end loop;
        covered := exists (
            select from platform.grants
            where subject_id = subject and role = any (staff_roles) and resource_id is not null
                and platform.in_force(valid_from, valid_to, at));
    end if;
    perform set_config('app.covered', coalesce((
        select array_agg(distinct resource_id)::text from platform.grants
        where covered and subject_id = subject and role = any (staff_roles) and resource_id is not null
            and platform.in_force(valid_from, valid_to, at)), ''), true);
    if organization_roles is not null then
        select coalesce(array_agg(distinct organization_id), '{}') into organizations
        from platform.grants
        where subject_id = subject and role = any (organization_roles) and organization_id is not null
            and platform.in_force(valid_from, valid_to, at)
            and (wanted_organization is null or organization_id = wanted_organization);
    end if;
    perform set_config(
        'app.organization',
        case when cardinality(organizations) = 1 then organizations[1]::text else '' end,
        true);
    if partner_roles is not null then
        partner := exists (
            select from platform.grants
            where subject_id = subject and role = any (partner_roles)
                and platform.in_force(valid_from, valid_to, at));
    end if;
    perform set_config('app.partner', case when partner then subject::text else '' end, true);
end $$;
