-- Trigger function that keeps posting_grams, the pieces by which a posting is found, equal to those of its search_text.
create or replace function index_posting() returns trigger language plpgsql as $$
declare pieces text[] := posting_pieces(new.search_text);
begin
    if tg_op = 'UPDATE' then
        delete from posting_grams
        where posting_id = new.id and gram = any (posting_pieces(old.search_text)) and gram <> all (pieces);
    end if;
    insert into posting_grams (gram, posting_id) select p, new.id from unnest(pieces) p on conflict do nothing;
    return null;
end $$;
