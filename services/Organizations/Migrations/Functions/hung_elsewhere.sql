-- Returns the divisions that on this day had another parent than their key shows today: their present key, and the
-- present key of that parent. area_at corrects today's keys by them.
create or replace function hung_elsewhere(day date)
returns table (key text, above text) language sql stable as $$
    select s.now_key, p.key
    from division_states s
    join divisions p on p.id = s.parent_id
    where s.since <= day and s.until > day and p.key <> left(s.now_key, length(s.now_key) - 3)
$$;
