-- The divisions that hung on that day below another one than their key tells today, and the key that other one has
-- today.
create or replace function hung_elsewhere(day date)
returns table (key text, above text) language sql stable as $$
    select s.now_key, p.key
    from division_states s
    join divisions p on p.id = s.parent_id
    where s.since <= day and s.until > day and p.key <> left(s.now_key, length(s.now_key) - 3)
$$;
