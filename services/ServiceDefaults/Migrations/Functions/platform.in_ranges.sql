-- Whether a key lies in one of the caller's areas; no key at all is seen by the service itself.
create or replace function platform.in_ranges(key text) returns boolean language sql stable as $$
    select (key is null and current_setting('app.system', true) = 'on')
        or exists (
            select from generate_series(0, 8) i
            where key >= current_setting('app.lo' || i, true) and key < current_setting('app.hi' || i, true))
$$;
