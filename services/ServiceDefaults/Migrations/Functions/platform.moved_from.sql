-- A pattern that matches the keys below which something was ever moved away, so that few rows are asked for their
-- present key. It is made once for each statement.
create or replace function platform.moved_from() returns text language sql stable as $$
    select '^('
        || coalesce(string_agg(distinct regexp_replace(from_key, '([.*+?^$(){}|\[\]\\])', '\\\1', 'g'), '|'), '$.')
        || ')'
    from platform.relocations
$$;
