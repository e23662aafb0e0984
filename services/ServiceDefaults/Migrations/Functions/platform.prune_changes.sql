-- Deletes at most a page of the oldest changes, those from before a moment, in their order, and returns how many. It
-- notes the last deleted transaction in platform.instance, so that older cursors are refused. It runs with the owner's
-- rights: the app role may not delete changes.
create or replace function platform.prune_changes(before timestamptz, page int)
returns int language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare gone int; latest xid8;
begin
    if not exists (select from (select at from platform.changes order by position limit 1) f where f.at < before) then
        return 0;
    end if;
    with old as (
        delete from platform.changes c
        using (select position from platform.changes order by position limit page) p
        where c.position = p.position and c.at < before
        returning c.xid)
    select count(*), max(xid) into gone, latest from old;
    if gone > 0 then
        update platform.instance set pruned = greatest(pruned, latest);
    end if;
    return gone;
end $$;
revoke all on function platform.prune_changes from public;
