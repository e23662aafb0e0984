-- Trigger that writes the key in which a posting is found. The blank keeps title and employer apart; what is looked for
-- has none.
create or replace function key_posting() returns trigger language plpgsql as $$
begin
    new.search_text := platform.name_key(new.title) || ' ' || platform.name_key(new.employer_name);
    return new;
end $$;
