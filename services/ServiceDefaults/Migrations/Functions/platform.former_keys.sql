-- Returns the keys below which rows that now lie below this key may have lain when they were logged, except keys below
-- this key itself. The change log keeps the keys of its time, so a reader looks below these too. Relocations are
-- followed backwards, one by one.
create or replace function platform.former_keys(key text) returns setof text language sql stable as $$
    with recursive former as (
        select key collate "C" as k, 9223372036854775807 as before
        union
        select
            case when starts_with(f.k, r.to_key)
                then r.from_key || substr(f.k, length(r.to_key) + 1)
                else r.from_key
            end,
            r.position
        from former f
        join platform.relocations r
            on r.position < f.before and (starts_with(f.k, r.to_key) or starts_with(r.to_key, f.k)))
    select distinct k from former where k <> key and not starts_with(k, key)
$$;
