-- Open postings are sorted by wage and found from a wage on.
create index on postings (wage_from, id) where state = 'open';
