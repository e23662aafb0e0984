-- Replaces the policy of platform.protect on a table with columns import_id and scope_key that keeps rows of imports: a
-- row is seen by callers who see its import, and by the system. A written row lies in one of the writer's ranges.
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
