-- Returns how many records, over or not, lie directly at one of these keys or name one of these divisions, for each
-- table that has any; the notes of a reorganisation itself do not count.
create or replace function records_at(keys text[], ids uuid[])
returns table (held text, number bigint) language plpgsql stable as $$
declare t record;
begin
    for t in
        select
            c.relname, c.oid::regclass as target,
            concat_ws(
                ' or ',
                max(case when a.attname = 'scope_key' then 'scope_key = any ($1)' end),
                max(case when a.attname = 'division_id' then 'division_id = any ($2)' end)) as condition
        from pg_class c
        join pg_attribute a
            on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname in ('scope_key', 'division_id')
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
            and c.relname !~ '^(reorganisation|division)'
        group by c.oid, c.relname
        order by c.relname
    loop
        return query execute format(
            'select %L::text, count(*) from %s where %s having count(*) > 0', t.relname, t.target, t.condition)
        using keys, ids;
    end loop;
end $$;
