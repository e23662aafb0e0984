-- formerly 2b226e13d6fc6966b88d3d0721b0a1b8b00c2f1cbc3438727bac9ccdeca50276
-- Postings are found as names are, by the key of what is looked for in the keys of title and employer: full and half
-- width, composed and decomposed accents, dots, white space and letters' case are one. The database makes key and
-- pieces of what is written, so that a posting of the release before is found too.

create trigger key_posting before insert or update of title, employer_name on postings
    for each row execute function key_posting();

-- At the commit: the release before writes pieces of its own within the transaction.
create constraint trigger index_posting after insert or update of title, employer_name on postings
    deferrable initially deferred for each row execute function index_posting();
