-- Trigger function that writes the changed rows of a statement to the change log. The table has columns id uuid and
-- version bigint; the arguments name the columns of the row's area and of the resource that covers it, if it has them.
-- A new row is new in all its columns, so their names are left out. A row that left a resource leaves a second line for
-- readers who see it by that resource alone.
--
-- A relocation is one change in the log, not one for each row: entity 'relocations', scope_before and scope_after are
-- the two prefixes. A reader who may see only the former drops what lay below it, a reader who may see only the latter
-- reads that area anew, and a reader who sees both, or an area inside it that moved along, has the same rows as before.
create or replace function platform.log_changes() returns trigger language plpgsql as $$
declare
    scope text := coalesce(tg_argv[0], '');
    place text := case when scope = '' then 'null::text' else quote_ident(scope) end;
    resource text := case when tg_nargs < 2 then '' else tg_argv[1] end;
    part text := case when resource = '' then 'null::uuid' else quote_ident(resource) end;
begin
    if current_setting('app.relocating', true) = 'on' then return null; end if;
    if tg_op = 'INSERT' then
        execute format(
            'insert into platform.changes (entity, entity_id, version, kind, fields, scope_after, resource_id)
            select %L, id, version, ''i'', ''{}'', %s, %s from added',
            tg_table_name, place, part);
    elsif tg_op = 'DELETE' then
        execute format(
            'insert into platform.changes (entity, entity_id, version, kind, fields, scope_before, resource_id)
            select %L, id, version + 1, ''d'', ''{}'', %s, %s from removed',
            tg_table_name, place, part);
    else
        insert into platform.changes
            (entity, entity_id, version, kind, fields, scope_before, scope_after, resource_id)
        select
            tg_table_name, (n ->> 'id')::uuid, (n ->> 'version')::bigint, 'u',
            array(select a.key from jsonb_each(n) a where a.value is distinct from o -> a.key),
            o ->> scope, n ->> scope, (n ->> resource)::uuid
        from (select to_jsonb(added) as n, to_jsonb(removed) as o from added join removed using (id)) x
        where n <> o;
        if resource <> '' then
            execute format(
                'insert into platform.changes (entity, entity_id, version, kind, fields, resource_id)
                select %1$L, n.id, n.version, ''u'', array[%2$L], o.%2$I
                from added n
                join removed o using (id)
                where o.%2$I <> n.%2$I',
                tg_table_name, resource);
        end if;
    end if;
    return null;
end $$;
