-- What the sender is to know of a file that was taken all the same: hidden rows, columns left out. JSON, in both languages.
alter table platform.imports add column warnings text;
