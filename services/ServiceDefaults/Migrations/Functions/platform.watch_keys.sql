-- Creates the trigger follow_keys on every watched keyed column that has none; the migrator calls it after the
-- migrations. Until something has been moved, the trigger costs a look at a setting.
create or replace function platform.watch_keys() returns void language plpgsql as $$
declare t record;
begin
    for t in
        select * from platform.keyed_columns() k
        where k.watched and not exists (
            select from pg_trigger g where g.tgrelid = k.target and g.tgname = 'follow_keys')
    loop
        execute format(
            'create trigger follow_keys before insert or update of %I on %s for each row
                when (current_setting(''app.relocated'', true) = ''on'') execute function platform.follow_%s()',
            t.column_name, t.target, t.column_name);
    end loop;
end $$;
