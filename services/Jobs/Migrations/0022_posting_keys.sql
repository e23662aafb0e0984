-- Postings are found as names are, by the key of what is looked for in the keys of title and employer: full and half
-- width, composed and decomposed accents, dots, white space and letters' case are one. The database makes key and
-- pieces of what is written, so that a posting of the release before is found too.

-- What a text must have to contain the key: pairs, or the one character.
create function posting_pairs(key text) returns text[] language sql immutable parallel safe return
    array(select distinct substr(key, n, 2) from generate_series(1, greatest(length(key) - 1, 1)) n);
create function posting_pieces(key text) returns text[] language sql immutable parallel safe return
    array(select distinct p from unnest(posting_pairs(key) || regexp_split_to_array(key, '')) p where p not like '% %');

-- The blank keeps title and employer apart; what is looked for has none.
create function key_posting() returns trigger language plpgsql as $$
begin
    new.search_text := platform.name_key(new.title) || ' ' || platform.name_key(new.employer_name);
    return new;
end $$;
create trigger key_posting before insert or update of title, employer_name on postings
    for each row execute function key_posting();

create function index_posting() returns trigger language plpgsql as $$
declare pieces text[] := posting_pieces(new.search_text);
begin
    if tg_op = 'UPDATE' then
        delete from posting_grams
        where posting_id = new.id and gram = any (posting_pieces(old.search_text)) and gram <> all (pieces);
    end if;
    insert into posting_grams (gram, posting_id) select p, new.id from unnest(pieces) p on conflict do nothing;
    return null;
end $$;
-- At the commit: the release before writes pieces of its own within the transaction.
create constraint trigger index_posting after insert or update of title, employer_name on postings
    deferrable initially deferred for each row execute function index_posting();
