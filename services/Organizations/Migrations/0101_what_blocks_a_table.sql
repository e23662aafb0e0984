-- What a blocked change waits for, so that an application is refused while it is still there:
-- divisions that lie below one of ended, and what is alive at ended where held is not zero.
-- Null where the dry run is of the release before.
alter table division_import_changes add column waits uuid[], add column ended uuid[];
