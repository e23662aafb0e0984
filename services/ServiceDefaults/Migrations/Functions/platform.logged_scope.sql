-- Returns the present form of a key in the change log, which keeps the keys of its time, so that a reader of a record
-- sees its history. The prefixes of a relocation (entity 'relocations') keep their own last step below the present form
-- of what lies above them.
create or replace function platform.logged_scope(entity text, key text) returns text language sql stable as $$
    select case when entity = 'relocations'
        then platform.current_key(left(key, -3)) || right(key, 3)
        else platform.current_key(key)
    end
$$;
