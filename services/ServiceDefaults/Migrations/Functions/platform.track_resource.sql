-- Puts the triggers of the change log on a table, or replaces those of platform.track, for rows that are seen by a
-- covered resource as well; resource names its column.
create or replace function platform.track_resource(target regclass, scope text, resource text)
returns void language plpgsql as $$
declare how text := format('for each statement execute function platform.log_changes(%L, %L)', scope, resource);
begin
    execute format(
        'create or replace trigger log_insert after insert on %s referencing new table as added %s', target, how);
    execute format(
        'create or replace trigger log_update after update on %s
            referencing new table as added old table as removed %s',
        target, how);
    execute format(
        'create or replace trigger log_delete after delete on %s referencing old table as removed %s', target, how);
end $$;
