-- Returns the points that a rule has given in a period after one more event: never above the cap, never less than
-- before. total is null at the first event, when before counts instead. The step function of the aggregate of the same
-- name.
create or replace function capped_total(total int, before int, points int, cap int)
returns int language plpgsql immutable as $$
begin
    return coalesce(total, before) + greatest(0, least(points, cap - coalesce(total, before)));
end $$;
