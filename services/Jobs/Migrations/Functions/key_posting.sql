-- Trigger function that writes search_text, the key in which a posting is searched, from its title and the employer's
-- name. A blank separates the two; a searched key has none, so nothing is found across them.
create or replace function key_posting() returns trigger language plpgsql as $$
begin
    new.search_text := platform.name_key(new.title) || ' ' || platform.name_key(new.employer_name);
    return new;
end $$;
