-- Trigger function for tables with keys in column key: replaces the key of a written row by its present form. A writer
-- may still have the key from before a relocation.
create or replace function platform.follow_key() returns trigger language plpgsql as $$
begin
    new.key := platform.current_key(new.key);
    return new;
end $$;
