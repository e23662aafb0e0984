-- The tree of areas changes its shape: the keys of whole subtrees are rewritten in one step. What was moved is remembered for good and in order, so that a key of any time
-- finds its present form; a key is never given to another area.
create table platform.relocations (
    position bigint generated always as identity primary key,
    tree_version bigint not null,
    from_key text collate "C" not null,
    to_key text collate "C" not null,
    at timestamptz not null
);
create index on platform.relocations (from_key, position);
create index on platform.relocations (tree_version);

-- Columns that hold keys beside those that are named scope_key. Where watched, a key that comes late is brought up to date as it is written.
create table platform.keyed (target text not null, column_name text not null, watched boolean not null default false, primary key (target, column_name));
insert into platform.keyed values ('platform.areas', 'key', true);

create function platform.keyed_columns() returns table (target regclass, column_name text, watched boolean) language sql stable as $$
    select c.oid::regclass, a.attname::text, true from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace in ('public'::regnamespace, 'platform'::regnamespace) and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname = 'scope_key' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    union all
    select k.target::regclass, k.column_name, k.watched from platform.keyed k
$$;

-- A key as it is now, whenever it was made: every relocation after the one before is followed that moved it or something above it.
create function platform.current_key(key text) returns text language plpgsql stable as $$
declare r record; last bigint := 0;
begin
    loop
        select position, from_key, to_key into r from platform.relocations
        where from_key = any (array(select left(key, i) from generate_series(1, length(key)) i)) and position > last order by position limit 1;
        if not found then return key; end if;
        key := r.to_key || substr(key, length(r.from_key) + 1);
        last := r.position;
    end loop;
end $$;

create function platform.follow_scope_key() returns trigger language plpgsql as $$
begin
    new.scope_key := platform.current_key(new.scope_key);
    return new;
end $$;
create function platform.follow_key() returns trigger language plpgsql as $$
begin
    new.key := platform.current_key(new.key);
    return new;
end $$;

-- Sets the watch on every keyed column that has none; each migration ends with it. It costs a look at a setting until something has been moved.
create function platform.watch_keys() returns void language plpgsql as $$
declare t record;
begin
    for t in select * from platform.keyed_columns() k where k.watched and not exists (select from pg_trigger g where g.tgrelid = k.target and g.tgname = 'follow_keys') loop
        execute format('create trigger follow_keys before insert or update of %I on %s for each row when (current_setting(''app.relocated'', true) = ''on'') execute function platform.follow_%s()',
            t.column_name, t.target, t.column_name);
    end loop;
end $$;
select platform.watch_keys();

-- Who writes holds the tree as it is until the commit; who moves areas waits for those writers and keeps new ones out. Nobody who only reads waits.
create function platform.hold(how text) returns void language plpgsql as $$
declare patience text := current_setting('lock_timeout');
begin
    if how = 'shared' then
        perform pg_advisory_xact_lock_shared(hashtext('platform.tree'));
    elsif how = 'exclusive' then
        -- Who waits for it keeps all who come later waiting too: a second at a time, with room for them between.
        perform set_config('lock_timeout', '1s', true);
        for attempt in 1 .. 16 loop
            begin
                perform pg_advisory_xact_lock(hashtext('platform.tree'));
                exit;
            exception when lock_not_available then
                if attempt = 16 then raise; end if;
                perform pg_sleep(0.5);
            end;
        end loop;
        perform set_config('lock_timeout', patience, true);
    end if;
    perform set_config('app.relocated', case when exists (select from platform.relocations) then 'on' else '' end, true);
end $$;

-- As before, and with how the session holds the tree: 'shared', 'exclusive' or not at all.
drop function platform.enter(uuid, boolean, boolean, text[], text[], text[], uuid, timestamptz);
create function platform.enter(
    subject uuid, is_system boolean, as_person boolean, staff_roles text[], organization_roles text[], partner_roles text[], wanted_organization uuid, at timestamptz, how text default null,
    out ranges int, out covered boolean, out organizations uuid[], out partner boolean)
language plpgsql as $$
declare r record;
begin
    ranges := 0; partner := false; covered := false; organizations := '{}';
    -- Whoever may not move areas must not keep others waiting either: she is refused without the hold.
    perform platform.hold(case when how = 'exclusive' and not is_system and not exists (
        select from platform.grants where subject_id = subject and role = any (staff_roles) and valid_from <= at and (valid_to is null or valid_to > at)) then null else how end);
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

-- Rewrites every key that begins with one of froms, in every keyed column, as the system, under the exclusive hold; where one begins with another, the longer goes first.
-- Done once for each version of the tree.
create function platform.relocate(version bigint, froms text[], tos text[], at timestamptz) returns boolean language plpgsql as $$
declare t record; layer record;
begin
    if exists (select from platform.relocations r where r.tree_version = version) then return false; end if;
    perform set_config('app.relocated', '', true), set_config('app.relocating', 'on', true);
    for layer in
        with nested as (
            select m.f, m.t, count(o.f) as depth from unnest(froms, tos) m (f, t) cross join lateral generate_series(0, length(m.f) - 1) i left join unnest(froms) o (f) on o.f = left(m.f, i)
            group by m.f, m.t)
        select array_agg(f order by f) as fs, array_agg(n.t order by f) as ts from nested n group by depth order by depth desc
    loop
        insert into platform.relocations (tree_version, from_key, to_key, at) select version, m.f, m.t, relocate.at from unnest(layer.fs, layer.ts) m (f, t);
        for t in select * from platform.keyed_columns() loop
            execute format('update %1$s x set %2$I = m.t || substr(x.%2$I, length(m.f) + 1) from unnest($1, $2) m (f, t) where x.%2$I >= m.f and x.%2$I < m.f || ''~''', t.target, t.column_name)
                using layer.fs, layer.ts;
        end loop;
        insert into platform.changes (entity, entity_id, version, kind, fields, scope_before, scope_after)
        select 'relocations', gen_random_uuid(), version, 'u', '{scope_key}', m.f, m.t from unnest(layer.fs, layer.ts) m (f, t);
    end loop;
    perform set_config('app.relocated', 'on', true), set_config('app.relocating', '', true);
    return true;
end $$;

-- A relocation is one change in the log, not one for each row: entity 'relocations', scope_before and scope_after are the two prefixes. Whoever may see only the former drops what
-- she has below it; whoever may see only the latter reads that area anew; whoever sees both, or an area inside it that moved along, has the same rows as before.
create or replace function platform.log_changes() returns trigger language plpgsql as $$
declare scope text := coalesce(tg_argv[0], '');
begin
    if current_setting('app.relocating', true) = 'on' then return null; end if;
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

-- The log keeps the keys of its time. Once something has been moved they are read as they are now, so that whoever sees a record sees its history; a relocation's own prefixes are
-- read as they were, below what lies above them now.
create function platform.logged_scope(entity text, key text) returns text language sql stable as $$
    select case when entity = 'relocations' then platform.current_key(left(key, -3)) || right(key, 3) else platform.current_key(key) end
$$;
create function platform.in_ranges(key text) returns boolean language sql stable as $$
    select (key is null and current_setting('app.system', true) = 'on')
        or exists (select from generate_series(0, 8) i where key >= current_setting('app.lo' || i, true) and key < current_setting('app.hi' || i, true))
$$;
drop policy scope on platform.changes;
drop policy left_scope on platform.changes;
do $$
declare place text; plain text;
begin
    foreach place in array array['scope_after', 'scope_before'] loop
        plain := format('(%I is null and current_setting(''app.system'', true) = ''on'')', place);
        for i in 0 .. 8 loop
            plain := plain || format(' or (%1$I >= current_setting(''app.lo%2$s'', true) and %1$I < current_setting(''app.hi%2$s'', true))', place, i);
        end loop;
        execute format('create policy %1$I on platform.changes for select using (case when current_setting(''app.relocated'', true) = ''on'' then platform.in_ranges(platform.logged_scope(entity, %1$I)) else %2$s end)',
            place, plain);
    end loop;
end $$;
