-- Whether each of these areas lies in the caller's.
create or replace function platform.covers(keys text[]) returns boolean language sql stable as $$
    select not exists (
        select from unnest(keys) k
        where not platform.in_ranges(
            case when current_setting('app.relocated', true) = 'on' then platform.current_key(k) else k end))
$$;
