-- For figures: how far the chain goes and since when a row waits for its number. It says nothing about anybody.
create or replace function platform.audit_state(out head bigint, out oldest timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select
        (select chain_no from platform.audit_head),
        (select at from platform.audit where chain_no is null order by position limit 1)
$$;
