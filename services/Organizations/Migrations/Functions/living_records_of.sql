-- Returns how many records that are not over name one of these divisions, or name any division and lie directly at one
-- of these keys, for each table that has any. A reorganisation with such records cannot be undone; logs do not count.
create or replace function living_records_of(keys text[], ids uuid[], today date, at timestamptz)
returns table (held text, number bigint) language plpgsql stable as $$
declare t record;
begin
    for t in
        select
            c.oid::regclass as target, c.relname,
            max(case when a.attname = 'ended_at' then 'ended_at is null' end) as open_end,
            max(case when a.attname = 'valid_to' then format(
                'platform.not_ended(valid_to, $%s)', case when a.atttypid = 'date'::regtype then 3 else 4 end)
            end) as valid
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
            and c.relname !~ '^(reorganisation|division)'
        group by c.oid, c.relname
        having bool_or(a.attname = 'scope_key')
            and bool_or(a.attname = 'division_id')
            and bool_or(a.attname in ('ended_at', 'valid_to'))
        order by c.relname
    loop
        return query execute format(
            'select %L::text, count(*)
            from %s
            where (division_id = any ($2) or (division_id is not null and scope_key = any ($1))) and %s
            having count(*) > 0',
            t.relname, t.target, concat_ws(' and ', 'true', t.open_end, t.valid))
        using keys, ids, today, at;
    end loop;
end $$;
