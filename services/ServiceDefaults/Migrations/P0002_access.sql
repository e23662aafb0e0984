-- The service itself sees everything: a ninth area that is the whole tree, so that policies need no arm that no index can serve.
create function platform.as_system(is_system boolean) returns void language plpgsql as $$
begin
    perform set_config('app.system', case when is_system then 'on' else '' end, true), set_config('app.lo8', '', true), set_config('app.hi8', case when is_system then '~' else '' end, true);
end $$;

-- Sets, for this transaction only, what the caller may see. Policies compare columns with these settings and deny what is unset.
create function platform.enter(
    subject uuid, is_system boolean, as_person boolean, staff_roles text[], organization_roles text[], partner_roles text[], wanted_organization uuid, at timestamptz,
    out ranges int, out covered boolean, out organizations uuid[], out partner boolean)
language plpgsql as $$
declare r record;
begin
    ranges := 0; partner := false; covered := false; organizations := '{}';
    perform platform.as_system(is_system);
    perform set_config('app.person', case when as_person then coalesce(subject::text, '') else '' end, true);
    for i in 0 .. 7 loop
        perform set_config('app.lo' || i, '', true), set_config('app.hi' || i, '', true);
    end loop;
    if staff_roles is not null then
        for r in
            with g as (
                select distinct scope_key as k from platform.grants
                where subject_id = subject and role = any (staff_roles) and scope_key is not null and valid_from <= at and (valid_to is null or valid_to > at))
            select k from g where not exists (select from g as wider where wider.k <> g.k and starts_with(g.k, wider.k)) order by k
        loop
            if ranges = 8 then
                raise exception 'more than 8 separate areas' using errcode = 'PL001';
            end if;
            perform set_config('app.lo' || ranges, r.k, true), set_config('app.hi' || ranges, r.k || '~', true);
            ranges := ranges + 1;
        end loop;
        covered := exists (select from platform.grants where subject_id = subject and role = any (staff_roles) and resource_id is not null and valid_from <= at and (valid_to is null or valid_to > at));
    end if;
    perform set_config('app.covered', coalesce((
        select array_agg(distinct resource_id)::text from platform.grants
        where covered and subject_id = subject and role = any (staff_roles) and resource_id is not null and valid_from <= at and (valid_to is null or valid_to > at)), ''), true);
    if organization_roles is not null then
        select coalesce(array_agg(distinct organization_id), '{}') into organizations from platform.grants
        where subject_id = subject and role = any (organization_roles) and organization_id is not null and valid_from <= at and (valid_to is null or valid_to > at)
          and (wanted_organization is null or organization_id = wanted_organization);
    end if;
    perform set_config('app.organization', case when cardinality(organizations) = 1 then organizations[1]::text else '' end, true);
    if partner_roles is not null then
        partner := exists (select from platform.grants where subject_id = subject and role = any (partner_roles) and valid_from <= at and (valid_to is null or valid_to > at));
    end if;
    perform set_config('app.partner', case when partner then subject::text else '' end, true);
end $$;

-- Puts the one policy on a table. Name the columns that hold the row's area, person, organization, partner and coverable resource; what is null never matches.
-- Every arm is an equality or a range on a column, so that each can use its index.
create function platform.protect(target regclass, scope text default null, person text default null, organization text default null, partner text default null, resource text default null)
returns void language plpgsql as $$
declare rule text := 'current_setting(''app.system'', true) = ''on''';
begin
    if scope is not null then
        rule := format('(%I is null and current_setting(''app.system'', true) = ''on'')', scope);
        for i in 0 .. 8 loop
            rule := rule || format(' or (%1$I >= current_setting(''app.lo%2$s'', true) and %1$I < current_setting(''app.hi%2$s'', true))', scope, i);
        end loop;
    end if;
    if person is not null then rule := rule || format(' or %I = nullif(current_setting(''app.person'', true), '''')::uuid', person); end if;
    if organization is not null then rule := rule || format(' or %I = nullif(current_setting(''app.organization'', true), '''')::uuid', organization); end if;
    if partner is not null then rule := rule || format(' or %I = nullif(current_setting(''app.partner'', true), '''')::uuid', partner); end if;
    if resource is not null then rule := rule || format(' or %I = any (nullif(current_setting(''app.covered'', true), '''')::uuid[])', resource); end if;
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('create policy scope on %s using (%s) with check (%s)', target, rule, rule);
end $$;

-- Writes what changed to the change log. The table has columns id uuid and version bigint; scope names the column of the row's area.
create function platform.log_changes() returns trigger language plpgsql as $$
declare scope text := coalesce(tg_argv[0], '');
begin
    if tg_op = 'INSERT' then
        insert into platform.changes (entity, entity_id, version, kind, fields, scope_after)
        select tg_table_name, (j ->> 'id')::uuid, (j ->> 'version')::bigint, 'i', array(select jsonb_object_keys(j)), j ->> scope from (select to_jsonb(n) as j from added n) x;
    elsif tg_op = 'DELETE' then
        insert into platform.changes (entity, entity_id, version, kind, fields, scope_before)
        select tg_table_name, (j ->> 'id')::uuid, (j ->> 'version')::bigint + 1, 'd', '{}', j ->> scope from (select to_jsonb(o) as j from removed o) x;
    else
        insert into platform.changes (entity, entity_id, version, kind, fields, scope_before, scope_after)
        select tg_table_name, (n ->> 'id')::uuid, (n ->> 'version')::bigint, 'u',
               array(select a.key from jsonb_each(n) a where a.value is distinct from o -> a.key), o ->> scope, n ->> scope
        from (select to_jsonb(added) as n, to_jsonb(removed) as o from added join removed using (id)) x where n <> o;
    end if;
    return null;
end $$;
create function platform.track(target regclass, scope text default null) returns void language plpgsql as $$
declare arg text := coalesce(quote_literal(scope), '''''');
begin
    execute format('create trigger log_insert after insert on %s referencing new table as added for each statement execute function platform.log_changes(%s)', target, arg);
    execute format('create trigger log_update after update on %s referencing new table as added old table as removed for each statement execute function platform.log_changes(%s)', target, arg);
    execute format('create trigger log_delete after delete on %s referencing old table as removed for each statement execute function platform.log_changes(%s)', target, arg);
end $$;
select platform.protect('platform.audit', person => 'caller_id');
drop policy scope on platform.audit;
create policy append on platform.audit for insert with check (true);
create policy system on platform.audit for all using (current_setting('app.system', true) = 'on');
-- A change is seen by whoever may see where the row was or where it is now.
select platform.protect('platform.changes', scope => 'scope_after');
create policy left_scope on platform.changes for select using (
    (scope_before >= current_setting('app.lo0', true) and scope_before < current_setting('app.hi0', true))
    or (scope_before >= current_setting('app.lo1', true) and scope_before < current_setting('app.hi1', true))
    or (scope_before >= current_setting('app.lo2', true) and scope_before < current_setting('app.hi2', true))
    or (scope_before >= current_setting('app.lo3', true) and scope_before < current_setting('app.hi3', true))
    or (scope_before >= current_setting('app.lo4', true) and scope_before < current_setting('app.hi4', true))
    or (scope_before >= current_setting('app.lo5', true) and scope_before < current_setting('app.hi5', true))
    or (scope_before >= current_setting('app.lo6', true) and scope_before < current_setting('app.hi6', true))
    or (scope_before >= current_setting('app.lo7', true) and scope_before < current_setting('app.hi7', true))
    or (scope_before >= current_setting('app.lo8', true) and scope_before < current_setting('app.hi8', true)));
create policy append on platform.changes for insert with check (true);
