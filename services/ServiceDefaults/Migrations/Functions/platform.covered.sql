-- The resources that the caller covers, as rows; as for platform.ranges.
create or replace function platform.covered() returns setof uuid language sql stable rows 20 as $$
    select unnest(nullif(current_setting('app.covered', true), '')::uuid[])
$$;
