-- Returns the distinct pieces by which a posting with this key is found: its pairs and its single characters, none
-- across a blank.
create or replace function posting_pieces(key text) returns text[] language sql immutable parallel safe as $$
    select array(
        select distinct p
        from unnest(posting_pairs(key) || regexp_split_to_array(key, '')) p
        where p not like '% %')
$$;
