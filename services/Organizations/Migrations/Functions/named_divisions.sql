-- Returns those of these divisions that a record names, even a record that is over. The undo of a reorganisation cannot
-- delete them and leaves them with an empty period.
create or replace function named_divisions(ids uuid[]) returns setof uuid language plpgsql stable as $$
declare t record;
begin
    for t in
        select c.oid::regclass as target
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'division_id' and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
            and c.relname !~ '^(reorganisation|division)'
    loop
        return query execute format(
            'select i from unnest($1) i where exists (select from %s where division_id = i)', t.target)
        using ids;
    end loop;
end $$;
