-- Returns a regular expression that matches every key below which something was ever moved away; it matches nothing if
-- nothing was moved. The policies of the change log evaluate it once for each statement and compute the present form
-- only of keys that match.
create or replace function platform.moved_from() returns text language sql stable as $$
    select '^('
        || coalesce(string_agg(distinct regexp_replace(from_key, '([.*+?^$(){}|\[\]\\])', '\\\1', 'g'), '|'), '$.')
        || ')'
    from platform.relocations
$$;
