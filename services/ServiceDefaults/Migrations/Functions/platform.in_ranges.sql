-- Returns whether a key lies in one of the caller's areas; for null, whether the session is the system's. For
-- conditions that no index serves; other policies compare the column itself (platform.range_rule).
create or replace function platform.in_ranges(key text) returns boolean language sql stable as $$
    select (key is null and current_setting('app.system', true) = 'on')
        or exists (
            select from generate_series(0, 8) i
            where key >= current_setting('app.lo' || i, true) and key < current_setting('app.hi' || i, true))
$$;
