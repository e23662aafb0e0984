-- Returns the last position in the change log at this moment, 0 if it is empty. A change committed later may lie before
-- it only if its transaction began before. It runs with the owner's rights, because the policies hide rows.
create or replace function platform.last_change()
returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(max(position), 0) from platform.changes
$$;
revoke all on function platform.last_change from public;
