-- Returns every column that holds keys of areas, for relocations to rewrite: each scope_key that is not generated, and
-- the columns in platform.keyed. Watched columns get a trigger by platform.watch_keys.
create or replace function platform.keyed_columns()
returns table (target regclass, column_name text, watched boolean) language sql stable as $$
    select c.oid::regclass, a.attname::text, true
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace in ('public'::regnamespace, 'platform'::regnamespace)
        and c.relkind in ('r', 'p') and not c.relispartition
        and a.attname = 'scope_key' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    union all
    select k.target::regclass, k.column_name, k.watched from platform.keyed k
$$;
