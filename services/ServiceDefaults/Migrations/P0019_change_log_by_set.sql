-- The change log's rows of an insert or a delete, written set by set: which columns there are is read once a statement, not once a row.
create or replace function platform.log_changes() returns trigger language plpgsql as $$
declare
    scope text := coalesce(tg_argv[0], '');
    place text := case when scope = '' then 'null::text' else quote_ident(scope) end;
    fields text[];
begin
    if current_setting('app.relocating', true) = 'on' then return null; end if;
    if tg_op = 'INSERT' then
        select array(select jsonb_object_keys(to_jsonb(n))) into fields from added n limit 1;
        execute format('insert into platform.changes (entity, entity_id, version, kind, fields, scope_after) select %L, id, version, ''i'', $1, %s from added', tg_table_name, place) using fields;
    elsif tg_op = 'DELETE' then
        execute format('insert into platform.changes (entity, entity_id, version, kind, fields, scope_before) select %L, id, version + 1, ''d'', ''{}'', %s from removed', tg_table_name, place);
    else
        insert into platform.changes (entity, entity_id, version, kind, fields, scope_before, scope_after)
        select tg_table_name, (n ->> 'id')::uuid, (n ->> 'version')::bigint, 'u',
               array(select a.key from jsonb_each(n) a where a.value is distinct from o -> a.key), o ->> scope, n ->> scope
        from (select to_jsonb(added) as n, to_jsonb(removed) as o from added join removed using (id)) x where n <> o;
    end if;
    return null;
end $$;
