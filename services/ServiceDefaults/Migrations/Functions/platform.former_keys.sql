-- Where rows that lie below a key now may have been when they were logged: below one of these keys. Backwards,
-- relocation by relocation.
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
