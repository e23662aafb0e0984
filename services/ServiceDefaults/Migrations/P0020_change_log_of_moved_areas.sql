-- formerly 112e978fc0c0fc0b765f090096a0545a43bf0c01ca8833b38c241e534bd59948
-- The change log is read row by row, and few rows lie where something was ever moved from: only those are asked for their
-- present key. The pattern is made once for each statement.
drop policy scope_after on platform.changes;
drop policy scope_before on platform.changes;
do $$
declare place text; plain text;
begin
    foreach place in array array['scope_after', 'scope_before'] loop
        plain := format('(%I is null and current_setting(''app.system'', true) = ''on'')', place);
        for i in 0 .. 8 loop
            plain := plain || format(
                ' or (%1$I >= current_setting(''app.lo%2$s'', true) and %1$I < current_setting(''app.hi%2$s'', true))',
                place, i);
        end loop;
        execute format(
            'create policy %1$I on platform.changes for select using (
                case when current_setting(''app.relocated'', true) = ''on'' and %1$I ~ (select platform.moved_from())
                    then platform.in_ranges(platform.logged_scope(entity, %1$I))
                    else %2$s
                end)',
            place, plain);
    end loop;
end $$;
