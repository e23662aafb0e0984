-- Returns whether a half-open period has not ended by a day or moment: valid_to, the first day or moment after the
-- period, is null (the period is open) or later than at. Both have one type, because a comparison of a day with a
-- moment uses no index. PostgreSQL inlines the body, so that a condition is planned as if it were written in the
-- statement.
create or replace function platform.not_ended(valid_to anyelement, at anyelement)
returns boolean language sql immutable parallel safe as $$
    select valid_to is null or valid_to > at
$$;
