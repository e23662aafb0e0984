-- Lets this transaction see every row (true), or only the caller's again (false). The sight is a ninth range of keys,
-- app.lo8 and app.hi8, that spans the whole tree, so that policies need no further condition, which no index would
-- serve.
create or replace function platform.as_system(is_system boolean) returns void language plpgsql as $$
begin
    perform
        set_config('app.system', case when is_system then 'on' else '' end, true),
        set_config('app.lo8', '', true),
        set_config('app.hi8', case when is_system then '~' else '' end, true);
end $$;
