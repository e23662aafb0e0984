-- Returns the positions of the next changes that the caller may see, in order, at most as many as wanted: after
-- after_position, with a transaction that to_snapshot contains and from_snapshot does not, of these entities (null: of
-- all). It runs with the owner's rights, because the policies would test each row; it returns only positions, and the
-- caller reads the rows themselves under the policies.
--
-- A reader of a wide area finds a page among the very next rows; another one by the indexes, over ranges that double.
create or replace function platform.change_positions(
    from_snapshot pg_snapshot, to_snapshot pg_snapshot, after_position bigint, entities text[], wanted int)
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
    los := array(
        select current_setting('app.lo' || i, true)
        from generate_series(0, 7) i
        where current_setting('app.hi' || i, true) <> '');
    if current_setting('app.relocated', true) = 'on' then
        los := los || array(select distinct k from unnest(los) l cross join lateral platform.former_keys(l) k);
    end if;

    -- The service itself sees every row.
    if whole then
        return query
            select c.position from platform.changes c
            where c.position > after_position
                and c.xid >= oldest
                and not pg_visible_in_snapshot(c.xid, from_snapshot)
                and pg_visible_in_snapshot(c.xid, to_snapshot)
                and (entities is null or c.entity = any (entities))
            order by c.position
            limit wanted;
        return;
    end if;
    select
        coalesce(
            array_agg(w.position order by w.position) filter (
                where w.xid >= oldest
                    and not pg_visible_in_snapshot(w.xid, from_snapshot)
                    and pg_visible_in_snapshot(w.xid, to_snapshot)
                    and (entities is null or w.entity = any (entities))
                    and (w.scope_after ^@ any (los) or w.scope_before ^@ any (los) or w.resource_id = any (covered))),
            '{}'),
        count(*), max(w.position)
        into found, looked, seen
    from (
        select c.* from platform.changes c where c.position > after_position order by c.position limit wanted * 8) w;
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
                where n.position > seen
                    and n.xid >= oldest
                    and not pg_visible_in_snapshot(n.xid, from_snapshot)
                    and pg_visible_in_snapshot(n.xid, to_snapshot)
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
revoke all on function platform.change_positions from public;
