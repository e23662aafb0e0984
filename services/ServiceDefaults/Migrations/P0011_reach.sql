-- What the caller may see, as rows, for lists: a policy filters row by row and cannot give a list its order from an index, so a list walks these ranges itself and the
-- policy only confirms. Both are empty for whoever has no such grants.
create function platform.ranges() returns table (lo text, hi text) language sql stable rows 8 as $$
    select current_setting('app.lo' || i, true), current_setting('app.hi' || i, true) from generate_series(0, 7) i where current_setting('app.hi' || i, true) <> ''
$$;

create function platform.covered() returns setof uuid language sql stable rows 20 as $$
    select unnest(nullif(current_setting('app.covered', true), '')::uuid[])
$$;
