-- What an area is, in the words of whoever owns the tree.
alter table platform.areas add column kind text;
