-- What lives and names one of these divisions, or names a division and lies directly at one of these keys, table by table. Logs, and what is over, do not count.
create function living_records_of(keys text[], ids uuid[], today date, at timestamptz) returns table (held text, number bigint) language plpgsql stable as $$
declare t record;
begin
    for t in
        select c.oid::regclass as target, c.relname,
               max(case when a.attname = 'ended_at' then 'ended_at is null' end) as open_end,
               max(case when a.attname = 'valid_to' then format('(valid_to is null or valid_to > $%s)', case when a.atttypid = 'date'::regtype then 3 else 4 end) end) as valid
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ '^(reorganisation|division)'
        group by c.oid, c.relname
        having bool_or(a.attname = 'scope_key') and bool_or(a.attname = 'division_id') and bool_or(a.attname in ('ended_at', 'valid_to'))
        order by c.relname
    loop
        return query execute format('select %L::text, count(*) from %s where (division_id = any ($2) or (division_id is not null and scope_key = any ($1))) and %s having count(*) > 0',
            t.relname, t.target, concat_ws(' and ', 'true', t.open_end, t.valid)) using keys, ids, today, at;
    end loop;
end $$;

-- Those of these divisions that something names, be it over.
create function named_divisions(ids uuid[]) returns setof uuid language plpgsql stable as $$
declare t record;
begin
    for t in
        select c.oid::regclass as target from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'division_id' and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ '^(reorganisation|division)'
    loop
        return query execute format('select i from unnest($1) i where exists (select from %s where division_id = i)', t.target) using ids;
    end loop;
end $$;

-- As alive_in(), for each of these areas: what lies in it and in no living division below it. A key that an ended division left behind (a merged sister's, a split whole's) counts
-- where the nearest living division above it is one of these.
create or replace function alive_at(areas text[], today date, at timestamptz) returns table (area text, number bigint) language plpgsql stable as $$
declare t record;
begin
    for t in
        select c.oid::regclass as target, max(case when a.attname = 'ended_at' then 'ended_at is null' end) as open_end,
               max(case when a.attname = 'valid_to' then format('(valid_to is null or valid_to > $%s)', case when a.atttypid = 'date'::regtype then 2 else 3 end) end) as valid
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        group by c.oid, c.relname
        having bool_or(a.attname = 'scope_key') and (bool_or(a.attname in ('ended_at', 'valid_to')) or c.relname in ('people', 'households', 'organizations'))
    loop
        return query execute format(
            'select k, count(*) from unnest($1) k join %s x on x.scope_key >= k and x.scope_key < k || ''~'' and not exists (select from divisions d where d.valid_to is null and length(d.key) > length(k)
                and d.key = any (array(select left(x.scope_key, n) from generate_series(3, length(x.scope_key), 3) n))) where %s group by k',
            t.target, concat_ws(' and ', 'true', t.open_end, t.valid)) using areas, today, at;
    end loop;
end $$;

-- As before, on any day: what ended later was alive then.
create or replace function alive_in(area text, today date, at timestamptz) returns table (held text, number bigint) language plpgsql stable as $$
declare t record;
begin
    for t in
        select c.oid::regclass as target, c.relname,
               max(case when a.attname = 'ended_at' then '(ended_at is null or ended_at > $3)' end) as open_end,
               max(case when a.attname = 'valid_to' then format('(valid_to is null or valid_to > $%s)', case when a.atttypid = 'date'::regtype then 2 else 3 end) end) as valid
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        group by c.oid, c.relname
        having bool_or(a.attname = 'scope_key') and (bool_or(a.attname in ('ended_at', 'valid_to')) or c.relname in ('people', 'households', 'organizations'))
        order by c.relname
    loop
        return query execute format('select %L::text, count(*) from %s where scope_key >= $1 and scope_key < $1 || ''~'' and %s having count(*) > 0',
            t.relname, t.target, concat_ws(' and ', 'true', t.open_end, t.valid)) using area, today, at;
    end loop;
end $$;
