-- Returns the ids of the resources that the caller covers, as rows; without such a grant there are none. Lists read
-- these rows by an index, as they do the ranges of platform.ranges.
create or replace function platform.covered() returns setof uuid language sql stable rows 20 as $$
    select unnest(nullif(current_setting('app.covered', true), '')::uuid[])
$$;
