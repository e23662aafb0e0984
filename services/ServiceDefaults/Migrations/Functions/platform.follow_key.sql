-- Trigger of tables whose key is in column key: a key that comes late is written as it is now.
create or replace function platform.follow_key() returns trigger language plpgsql as $$
begin
    new.key := platform.current_key(new.key);
    return new;
end $$;
