-- Returns how far the audit chain goes (head, the number of the last chained row) and since when a row waits for its
-- number (oldest; null if none waits). The figures of a service read it without a caller, therefore it runs with the
-- owner's rights; it returns nothing about a person.
create or replace function platform.audit_state(out head bigint, out oldest timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select
        (select chain_no from platform.audit_head),
        (select at from platform.audit where chain_no is null order by position limit 1)
$$;
