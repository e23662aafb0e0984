-- Returns the caller's areas as ranges of keys, lo <= key < hi; without such grants there are none. A policy filters
-- row by row and cannot give a list its order from an index, so a list walks these ranges itself and the policy only
-- confirms.
create or replace function platform.ranges()
returns table (lo text, hi text) language sql stable rows 8 as $$
    select current_setting('app.lo' || i, true), current_setting('app.hi' || i, true)
    from generate_series(0, 7) i
    where current_setting('app.hi' || i, true) <> ''
$$;
