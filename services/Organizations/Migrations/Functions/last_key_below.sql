-- Returns the greatest key ever given below another, to a living, former or retired division; null if none was. The
-- next free key follows it, so that no key is given twice.
create or replace function last_key_below(above text) returns text language sql stable as $$
    select greatest(
        (select key from divisions where key > above and key < above || '~' order by key desc limit 1),
        (select key from division_history where key > above and key < above || '~' order by key desc limit 1),
        (select key from retired_keys where key > above and key < above || '~' order by key desc limit 1))
$$;
