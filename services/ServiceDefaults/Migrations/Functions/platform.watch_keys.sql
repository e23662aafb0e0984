-- Sets the watch on every keyed column that has none; each migration ends with it. It costs a look at a setting until
-- something has been moved.
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
