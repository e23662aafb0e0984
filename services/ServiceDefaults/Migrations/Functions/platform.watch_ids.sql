-- Creates platform.known_ids(ids) anew: it returns whether any of the ids is known in this database, whether it is the
-- id of a record of this service or of another, of a caller or of an area, because an id from a client must be new. It
-- looks into every index that begins with a column of ids, so the migrator calls this after all migrations.
create or replace function platform.watch_ids() returns void language plpgsql as $$
declare looks text;
begin
    with indexed as (
        select distinct c.relnamespace::regnamespace as room, c.relname as target, a.attname as id,
            pg_get_expr(x.indpred, x.indrelid) as part
        from pg_index x
        join pg_class c on c.oid = x.indrelid and c.relkind in ('r', 'p') and not c.relispartition
        join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0] and a.atttypid = 'uuid'::regtype
        where x.indisvalid and c.relnamespace in ('public'::regnamespace, 'platform'::regnamespace))
    select string_agg(
            format('or exists (select from %s.%I t where t.%I = i%s)', room, target, id, ' and ' || part),
            E'\n        ' order by room::text, target, id, part)
        into looks
    from indexed x
    where part is null or not exists (
        select from indexed whole
        where (whole.room, whole.target, whole.id) = (x.room, x.target, x.id) and whole.part is null);
    -- Of two who want one id at the same moment the second waits, and then sees the first. Many ids take one lock in
    -- place of many.
    execute format($f$
create or replace function platform.known_ids(ids uuid[])
returns boolean language plpgsql set plan_cache_mode = force_generic_plan as $body$
declare seen text := current_setting('app.system', true); known boolean;
begin
    if cardinality(ids) > 100 then
        perform pg_advisory_xact_lock(hashtextextended('ids', 0));
    else
        perform pg_advisory_xact_lock_shared(hashtextextended('ids', 0));
        perform pg_advisory_xact_lock(h)
        from (select distinct hashtextextended('id ' || i, 0) as h from unnest(ids) i order by 1) locks;
    end if;
    perform platform.as_system(true);
    known := exists (select from unnest(ids) i where
        exists (select from platform.idempotency t where t.caller = replace(i::text, '-', ''))
        %s);
    if seen is distinct from 'on' then
        perform platform.as_system(false);
    end if;
    return known;
end $body$ $f$, looks);
end $$;
