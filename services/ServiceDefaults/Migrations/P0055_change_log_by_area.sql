-- A page of the change log costs its own rows: it is found by index, 32,768 positions at a time and in each by the area where a row is, by the area that it left, or by the
-- resource that covers it, whatever else was written in between.
alter table platform.changes add column resource_id uuid;
create index changes_by_area on platform.changes ((position >> 15), scope_after);
create index changes_by_area_left on platform.changes ((position >> 15), scope_before)
    where scope_after is null or scope_before <> scope_after;
create index changes_by_resource on platform.changes ((position >> 15), resource_id) where resource_id is not null;
create policy resource on platform.changes for select using (resource_id = any (nullif(current_setting('app.covered', true), '')::uuid[]));
create policy feed on platform.changes to current_user using (true) with check (true);

-- As before, and with the coverable resource where the table names its column. A row that left a resource leaves a second line for who sees it by that resource alone.
create or replace function platform.log_changes() returns trigger language plpgsql as $$
declare
    scope text := coalesce(tg_argv[0], '');
    place text := case when scope = '' then 'null::text' else quote_ident(scope) end;
    resource text := case when tg_nargs < 2 then '' else tg_argv[1] end;
    part text := case when resource = '' then 'null::uuid' else quote_ident(resource) end;
begin
    if current_setting('app.relocating', true) = 'on' then return null; end if;
    if tg_op = 'INSERT' then
        execute format('insert into platform.changes (entity, entity_id, version, kind, fields, scope_after, resource_id) select %L, id, version, ''i'', ''{}'', %s, %s from added',
            tg_table_name, place, part);
    elsif tg_op = 'DELETE' then
        execute format('insert into platform.changes (entity, entity_id, version, kind, fields, scope_before, resource_id) select %L, id, version + 1, ''d'', ''{}'', %s, %s from removed',
            tg_table_name, place, part);
    else
        insert into platform.changes (entity, entity_id, version, kind, fields, scope_before, scope_after, resource_id)
        select tg_table_name, (n ->> 'id')::uuid, (n ->> 'version')::bigint, 'u',
               array(select a.key from jsonb_each(n) a where a.value is distinct from o -> a.key), o ->> scope, n ->> scope, (n ->> resource)::uuid
        from (select to_jsonb(added) as n, to_jsonb(removed) as o from added join removed using (id)) x where n <> o;
        if resource <> '' then
            execute format('insert into platform.changes (entity, entity_id, version, kind, fields, resource_id) select %1$L, n.id, n.version, ''u'', array[%2$L], o.%2$I from added n join removed o using (id) where o.%2$I <> n.%2$I',
                tg_table_name, resource);
        end if;
    end if;
    return null;
end $$;

-- As platform.track, for rows that can be seen by a covered resource as well: its column.
create function platform.track_resource(target regclass, scope text, resource text) returns void language plpgsql as $$
declare how text := format('for each statement execute function platform.log_changes(%L, %L)', scope, resource);
begin
    execute format('create or replace trigger log_insert after insert on %s referencing new table as added %s', target, how);
    execute format('create or replace trigger log_update after update on %s referencing new table as added old table as removed %s', target, how);
    execute format('create or replace trigger log_delete after delete on %s referencing old table as removed %s', target, how);
end $$;

-- Where rows that lie below a key now may have been when they were logged: below one of these keys. Backwards, relocation by relocation.
create function platform.former_keys(key text) returns setof text language sql stable as $$
    with recursive former as (
        select key collate "C" as k, 9223372036854775807 as before
        union
        select case when starts_with(f.k, r.to_key) then r.from_key || substr(f.k, length(r.to_key) + 1) else r.from_key end, r.position
        from former f
        join platform.relocations r on r.position < f.before and (starts_with(f.k, r.to_key) or starts_with(r.to_key, f.k)))
    select distinct k from former where k <> key and not starts_with(k, key)
$$;

-- The positions of the next changes after one that are in the second snapshot and not in the first and that the caller may see, in order, as many as wanted. It reads past the policies,
-- which ask each row, and so only finds: who reads the rows is asked by them again.
-- A reader of a wide area finds her page among the very next rows; another one by the indexes, over ranges that double.
create function platform.change_positions(from_snapshot pg_snapshot, to_snapshot pg_snapshot, after_position bigint, entities text[], wanted int)
returns setof bigint language plpgsql stable rows 100 security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set enable_bitmapscan = off set enable_material = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
    los text[];
    covered uuid[] := coalesce(nullif(current_setting('app.covered', true), '')::uuid[], '{}');
    whole boolean := current_setting('app.system', true) = 'on';
    oldest xid8 := pg_snapshot_xmin(from_snapshot);
    last bigint := (select max(position) from platform.changes);
    found bigint[]; looked int; seen bigint; bucket bigint; wide bigint := 1;
begin
    los := array(select current_setting('app.lo' || i, true) from generate_series(0, 7) i where current_setting('app.hi' || i, true) <> '');
    if current_setting('app.relocated', true) = 'on' then
        los := los || array(select distinct k from unnest(los) l cross join lateral platform.former_keys(l) k);
    end if;

    -- The service itself sees every row.
    if whole then
        return query select c.position from platform.changes c
            where c.position > after_position and c.xid >= oldest and not pg_visible_in_snapshot(c.xid, from_snapshot) and pg_visible_in_snapshot(c.xid, to_snapshot)
              and (entities is null or c.entity = any (entities))
            order by c.position limit wanted;
        return;
    end if;
    select coalesce(array_agg(w.position order by w.position) filter (
            where w.xid >= oldest and not pg_visible_in_snapshot(w.xid, from_snapshot) and pg_visible_in_snapshot(w.xid, to_snapshot)
              and (entities is null or w.entity = any (entities))
              and (w.scope_after ^@ any (los) or w.scope_before ^@ any (los) or w.resource_id = any (covered))), '{}'),
        count(*), max(w.position)
        into found, looked, seen
    from (select c.* from platform.changes c where c.position > after_position order by c.position limit wanted * 8) w;
    if looked = wanted * 8 and cardinality(found) < wanted then
        bucket := seen >> 15;
        while bucket <= last >> 15 and cardinality(found) < wanted loop
            found := found || array(
                select n.position
                from generate_series(bucket, least(bucket + wide - 1, last >> 15)) b
                cross join lateral (
                    select c.* from unnest(los) g (lo) cross join lateral (
                        select position, xid, entity from platform.changes
                        where position >> 15 = b and scope_after >= g.lo and scope_after < g.lo || '~' offset 0) c
                    union all
                    select c.* from unnest(los) g (lo) cross join lateral (
                        select position, xid, entity from platform.changes
                        where position >> 15 = b and scope_before >= g.lo and scope_before < g.lo || '~'
                          and (scope_after is null or scope_before <> scope_after) offset 0) c
                    union all
                    select c.* from unnest(covered) i (id) cross join lateral (
                        select position, xid, entity from platform.changes
                        where position >> 15 = b and resource_id = i.id offset 0) c
                    offset 0
                ) n
                where n.position > seen and n.xid >= oldest and not pg_visible_in_snapshot(n.xid, from_snapshot) and pg_visible_in_snapshot(n.xid, to_snapshot)
                  and (entities is null or n.entity = any (entities))
                group by n.position
                order by n.position
                limit wanted - cardinality(found));
            bucket := bucket + wide;
            wide := least(wide * 2, 64);
        end loop;
    end if;
    return query select unnest(found[1:wanted]);
end $$;

-- The last position there is for who looks now: what is committed later and was begun later lies behind it.
create function platform.last_change() returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(max(position), 0) from platform.changes
$$;

-- The log lets go of what is old, a page at a time and in its order, and keeps in mind how far it did.
alter table platform.instance add column pruned xid8;
create function platform.prune_changes(before timestamptz, page int) returns int language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare gone int; latest xid8;
begin
    if not exists (select from (select at from platform.changes order by position limit 1) f where f.at < before) then return 0; end if;
    with old as (
        delete from platform.changes c using (select position from platform.changes order by position limit page) p
        where c.position = p.position and c.at < before
        returning c.xid)
    select count(*), max(xid) into gone, latest from old;
    if gone > 0 then
        update platform.instance set pruned = greatest(pruned, latest);
    end if;
    return gone;
end $$;
revoke all on function platform.change_positions(pg_snapshot, pg_snapshot, bigint, text[], int), platform.last_change(), platform.prune_changes(timestamptz, int) from public;
