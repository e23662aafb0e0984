-- Returns how many records are alive in an area on a day, for each table that has any: the rows of every table with a
-- scope_key that have an end and have not ended by then, and the people, households and organizations registered there.
-- at is the same moment for columns that hold moments. A division with such records cannot be ended; logs do not count.
create or replace function alive_in(area text, today date, at timestamptz)
returns table (held text, number bigint) language plpgsql stable as $$
declare t record;
begin
    for t in
        select
            c.oid::regclass as target, c.relname,
            max(case when a.attname = 'ended_at' then 'platform.not_ended(ended_at, $3)' end) as open_end,
            max(case when a.attname = 'valid_to' then format(
                'platform.not_ended(valid_to, $%s)', case when a.atttypid = 'date'::regtype then 2 else 3 end)
            end) as valid
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        group by c.oid, c.relname
        having bool_or(a.attname = 'scope_key') and (
            bool_or(a.attname in ('ended_at', 'valid_to')) or c.relname in ('people', 'households', 'organizations'))
        order by c.relname
    loop
        return query execute format(
            'select %L::text, count(*)
            from %s
            where scope_key >= $1 and scope_key < $1 || ''~'' and %s
            having count(*) > 0',
            t.relname, t.target, concat_ws(' and ', 'true', t.open_end, t.valid))
        using area, today, at;
    end loop;
end $$;
