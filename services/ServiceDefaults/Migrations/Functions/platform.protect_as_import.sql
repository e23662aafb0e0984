-- What a run keeps for an import is seen by who sees the import; the run itself is the system's. The table has columns
-- import_id and scope_key, and the policy of platform.protect, which this one replaces.
create or replace function platform.protect_as_import(target regclass) returns void language plpgsql as $$
begin
    execute format('drop policy scope on %s', target);
    execute format(
        'create policy scope on %s
            using (
                current_setting(''app.system'', true) = ''on''
                or exists (select from platform.imports i where i.id = import_id))
            with check (%s)',
        target, platform.range_rule('scope_key'));
end $$;
