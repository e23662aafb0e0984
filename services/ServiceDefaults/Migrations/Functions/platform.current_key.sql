-- Returns the present form of a key that was made at any time: each relocation that moved the key, or something above
-- it, is applied in its order. Events, cursors and imports may carry keys from before a relocation.
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
