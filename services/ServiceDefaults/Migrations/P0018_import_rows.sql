-- formerly 1e63ed61044a91ea56f79027a15b7a92826605c67e52866036e408dae541314a
-- A rejected row as it stood in the file, sealed, so that the sender gets it back with the reason beside it; taken
-- away some days after the import's end.
alter table platform.import_rejections add content bytea;
