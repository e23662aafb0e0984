-- Trigger function for tables with keys in column scope_key: replaces the key of a written row by its present form. A
-- writer may still have the key from before a relocation.
create or replace function platform.follow_scope_key() returns trigger language plpgsql as $$
begin
    new.scope_key := platform.current_key(new.scope_key);
    return new;
end $$;
