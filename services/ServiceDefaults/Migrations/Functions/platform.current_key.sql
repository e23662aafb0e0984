-- A key as it is now, whenever it was made: every relocation after the one before is followed that moved it or
-- something above it.
create or replace function platform.current_key(key text) returns text language plpgsql stable as $$
declare r record; last bigint := 0;
begin
    loop
        select position, from_key, to_key into r
        from platform.relocations
        where from_key = any (array(select left(key, i) from generate_series(1, length(key)) i)) and position > last
        order by position
        limit 1;
        if not found then return key; end if;
        key := r.to_key || substr(key, length(r.from_key) + 1);
        last := r.position;
    end loop;
end $$;
