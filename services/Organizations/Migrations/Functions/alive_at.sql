-- Returns, for each of these areas, how many records are alive in it now and in no living division below it, table by
-- table; areas without any are left out. A division with such records cannot be ended by a table of divisions. What is
-- alive is as in alive_in. A key that an ended division left behind, of a merged or of a split one, counts where the
-- nearest living division above it is one of these.
create or replace function alive_at(areas text[], today date, at timestamptz)
returns table (area text, number bigint) language plpgsql stable as $$
declare t record;
begin
    for t in
        select
            c.oid::regclass as target,
            max(case when a.attname = 'ended_at' then 'ended_at is null' end) as open_end,
            max(case when a.attname = 'valid_to' then format(
                'platform.not_ended(valid_to, $%s)', case when a.atttypid = 'date'::regtype then 2 else 3 end)
            end) as valid
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        group by c.oid, c.relname
        having bool_or(a.attname = 'scope_key') and (
            bool_or(a.attname in ('ended_at', 'valid_to')) or c.relname in ('people', 'households', 'organizations'))
    loop
        return query execute format(
            'select k, count(*)
            from unnest($1) k
            join %s x on x.scope_key >= k and x.scope_key < k || ''~'' and not exists (
                select from divisions d
                where d.valid_to is null and length(d.key) > length(k)
                    and d.key = any (array(
                        select left(x.scope_key, n) from generate_series(3, length(x.scope_key), 3) n)))
            where %s
            group by k',
            t.target, concat_ws(' and ', 'true', t.open_end, t.valid))
        using areas, today, at;
    end loop;
end $$;
