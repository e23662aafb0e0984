-- Returns the name of the history that this database goes through: the cluster's system identifier, its timeline and
-- the database's oid. A copy, a restore and a promoted replica have another one; cursors of the change feed are refused
-- there.
create or replace function platform.history() returns text language sql stable as $$
    select s.system_identifier || '/' || c.timeline_id || '/'
        || (select oid from pg_database where datname = current_database())
    from pg_control_system() s, pg_control_checkpoint() c
$$;
