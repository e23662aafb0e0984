-- The last position there is at this moment: what is committed later and was begun later lies behind it.
create or replace function platform.last_change()
returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(max(position), 0) from platform.changes
$$;
revoke all on function platform.last_change from public;
