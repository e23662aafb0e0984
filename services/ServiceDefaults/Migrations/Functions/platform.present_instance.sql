-- Returns the id of the instance that cursors of the change feed belong to: the stored one, or one derived from it
-- while the database goes through another history (platform.history).
create or replace function platform.present_instance() returns uuid language sql stable as $$
    select case when i.history = h then i.id else md5(i.id::text || h)::uuid end
    from platform.instance i, platform.history() h
$$;
