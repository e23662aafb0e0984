-- What a text must have to contain the key: pairs, or the one character.
create or replace function posting_pairs(key text) returns text[] language sql immutable parallel safe as $$
    select array(select distinct substr(key, n, 2) from generate_series(1, greatest(length(key) - 1, 1)) n)
$$;
