-- Turns the service's own sight on or off for this transaction. It is a ninth range that spans the whole tree, so that
-- policies need no arm that no index can serve.
create or replace function platform.as_system(is_system boolean) returns void language plpgsql as $$
begin
    perform
        set_config('app.system', case when is_system then 'on' else '' end, true),
        set_config('app.lo8', '', true),
        set_config('app.hi8', case when is_system then '~' else '' end, true);
end $$;
