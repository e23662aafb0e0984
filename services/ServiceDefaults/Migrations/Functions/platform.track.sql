-- Puts the triggers of the change log on a table with columns id and version, for migrations. scope names the column of
-- the row's area; null if the table has none.
create or replace function platform.track(target regclass, scope text default null)
returns void language plpgsql as $$
declare how text := format('for each statement execute function platform.log_changes(%L)', coalesce(scope, ''));
begin
    execute format('create trigger log_insert after insert on %s referencing new table as added %s', target, how);
    execute format(
        'create trigger log_update after update on %s referencing new table as added old table as removed %s',
        target, how);
    execute format('create trigger log_delete after delete on %s referencing old table as removed %s', target, how);
end $$;
