-- The log keeps the keys of its time. Once something has been moved they are read as they are now, so that a reader
-- of a record sees its history; a relocation's own prefixes are read as they were, below what lies above them now.
create or replace function platform.logged_scope(entity text, key text) returns text language sql stable as $$
    select case when entity = 'relocations'
        then platform.current_key(left(key, -3)) || right(key, 3)
        else platform.current_key(key)
    end
$$;
