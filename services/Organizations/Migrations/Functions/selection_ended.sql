-- Returns whether the selection of a campaign at a level has ended for the place with this key: in the division of that
-- level it lies in, or in one that lies below that since a merger, or that was split into it.
create or replace function selection_ended(campaign uuid, at_level int, place text)
returns boolean language sql stable as $$
    select exists (
        select from campaign_finals
        where campaign_id = campaign and level = at_level
            and scope_key = any (array(select left(place, 3 * n) from generate_series(1, length(place) / 3) n)))
$$;
