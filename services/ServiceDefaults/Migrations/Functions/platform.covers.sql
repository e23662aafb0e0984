-- Returns whether all of these keys lie in areas of the caller; true for an empty array. A key made before a relocation
-- counts at its present place. An import is seen by a caller who sees all areas of its sender.
create or replace function platform.covers(keys text[]) returns boolean language sql stable as $$
    select not exists (
        select from unnest(keys) k
        where not platform.in_ranges(
            case when current_setting('app.relocated', true) = 'on' then platform.current_key(k) else k end))
$$;
