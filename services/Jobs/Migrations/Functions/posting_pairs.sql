-- Returns the distinct pairs of neighbouring characters of a key, or the one character of a key of one. A text that
-- contains the key has all of them, so an index on pieces finds the candidates of a search.
create or replace function posting_pairs(key text) returns text[] language sql immutable parallel safe as $$
    select array(select distinct substr(key, n, 2) from generate_series(1, greatest(length(key) - 1, 1)) n)
$$;
