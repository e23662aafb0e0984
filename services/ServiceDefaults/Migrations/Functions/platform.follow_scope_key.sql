-- Trigger of tables whose key is in column scope_key: a key that comes late is written as it is now.
create or replace function platform.follow_scope_key() returns trigger language plpgsql as $$
begin
    new.scope_key := platform.current_key(new.scope_key);
    return new;
end $$;
