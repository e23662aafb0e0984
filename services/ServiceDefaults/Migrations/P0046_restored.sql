-- Cursors of the change feed hold for one history of one database. A copy, a restore and a promoted replica have another: the cluster's own number, its timeline or the database's number is
-- no longer what it was, and with them the instance is another one. Reconciling begins a new one as well.
create function platform.history() returns text language sql stable as $$
    select s.system_identifier || '/' || c.timeline_id || '/' || (select oid from pg_database where datname = current_database()) from pg_control_system() s, pg_control_checkpoint() c
$$;
alter table platform.instance add column history text;
update platform.instance set history = platform.history();
create function platform.present_instance() returns uuid language sql stable as $$
    select case when i.history = h then i.id else md5(i.id::text || h)::uuid end from platform.instance i, platform.history() h
$$;
