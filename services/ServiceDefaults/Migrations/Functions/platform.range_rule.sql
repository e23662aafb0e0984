-- Returns the condition, as text for a policy, that the key in this column lies in one of the caller's ranges or that
-- the session is the system's. A null key does not match.
create or replace function platform.range_rule(scope text) returns text language sql immutable as $$
    select '(' || string_agg(
        format(
            '(%1$I >= current_setting(''app.lo%2$s'', true) and %1$I < current_setting(''app.hi%2$s'', true))',
            scope, i),
        ' or ' order by i) || ')'
    from generate_series(0, 8) i
$$;
