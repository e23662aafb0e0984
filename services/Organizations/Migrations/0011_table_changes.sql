-- What a complete table would change, as its dry run found it and as it is applied; one row a change, in the order of the tree.
-- below and held: what lies below the divisions that end by it and is not dealt with by the file, and what is alive at them. While there is any, it is not applied.
create table division_import_changes (
    id uuid primary key,
    import_id uuid not null,
    no int not null,
    scope_key text collate "C" not null,
    kind text not null check (kind in ('new', 'renamed', 'recoded', 'merged', 'split', 'moved', 'abolished')),
    code text not null,
    name text not null,
    former_codes text not null,
    former_names text not null,
    below bigint not null,
    held bigint not null,
    blocked boolean not null,
    unique (import_id, no)
);
create index on division_import_changes (scope_key);
select platform.protect('division_import_changes', scope => 'scope_key');

-- As alive_in(), for what lies directly at each of these keys.
create function alive_at(areas text[], today date, at timestamptz) returns table (area text, number bigint) language plpgsql stable as $$
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
        return query execute format('select scope_key::text, count(*) from %s where scope_key = any ($1) and %s group by scope_key', t.target, concat_ws(' and ', 'true', t.open_end, t.valid)) using areas, today, at;
    end loop;
end $$;
