-- The changes of a complete table are seen by who sees its import.
select platform.protect_as_import('division_import_changes');
