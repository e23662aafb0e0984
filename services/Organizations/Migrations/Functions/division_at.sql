-- Returns the living division of this level that a key lies in or is; null if there is none. The nearest one counts:
-- the key of a merged sister lies below that of what took it in, and the parts of a split below the whole's.
create or replace function division_at(place text, at_level int) returns uuid language sql stable as $$
    select id from divisions
    where level = at_level and valid_to is null
        and key = any (array(select left(place, 3 * n) from generate_series(1, length(place) / 3) n))
    order by length(key) desc
    limit 1
$$;
