-- formerly f73dcb2b7ed37cd810b6b97e8da4a663515633f98c54157c16e1d812dc570660
-- A page of the change log costs its own rows: it is found by index, 32,768 positions at a time and in each by the
-- area where a row is, by the area that it left, or by the resource that covers it, whatever else was written in
-- between.
alter table platform.changes add column resource_id uuid;
create index changes_by_area on platform.changes ((position >> 15), scope_after);
create index changes_by_area_left on platform.changes ((position >> 15), scope_before)
    where scope_after is null or scope_before <> scope_after;
create index changes_by_resource on platform.changes ((position >> 15), resource_id) where resource_id is not null;
create policy resource on platform.changes for select using (resource_id = any (nullif(current_setting('app.covered', true), '')::uuid[]));
create policy feed on platform.changes to current_user using (true) with check (true);

-- The log lets go of what is old, a page at a time and in its order, and keeps in mind how far it did.
alter table platform.instance add column pruned xid8;
