-- Returns whether a half-open period holds on a day or at a moment: it has begun, and has not ended
-- (platform.not_ended). Never true where valid_from or at is null.
create or replace function platform.in_force(valid_from anyelement, valid_to anyelement, at anyelement)
returns boolean language sql immutable parallel safe as $$
    select valid_from <= at and platform.not_ended(valid_to, at)
$$;
