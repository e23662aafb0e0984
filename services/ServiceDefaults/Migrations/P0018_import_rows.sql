-- A rejected row as it stood in the file, sealed, so that the sender gets it back with the reason beside it; taken away some days after the import's end.
alter table platform.import_rejections add content bytea;
