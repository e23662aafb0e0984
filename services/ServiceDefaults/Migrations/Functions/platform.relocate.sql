-- Rewrites every key that begins with one of froms to begin with the one of tos at the same place, in every keyed
-- column, and logs each pair as one change. Returns false without a change if this version of the tree was done before.
-- The session is the system's and has the exclusive hold; where one prefix begins with another, the longer goes first.
create or replace function platform.relocate(version bigint, froms text[], tos text[], at timestamptz)
returns boolean language plpgsql as $$
declare t record; layer record;
begin
    if exists (select from platform.relocations r where r.tree_version = version) then return false; end if;
    perform set_config('app.relocated', '', true), set_config('app.relocating', 'on', true);
    for layer in
        with nested as (
            select m.f, m.t, count(o.f) as depth
            from unnest(froms, tos) m (f, t)
            cross join lateral generate_series(0, length(m.f) - 1) i
            left join unnest(froms) o (f) on o.f = left(m.f, i)
            group by m.f, m.t)
        select array_agg(f order by f) as fs, array_agg(n.t order by f) as ts
        from nested n
        group by depth
        order by depth desc
    loop
        insert into platform.relocations (tree_version, from_key, to_key, at)
        select version, m.f, m.t, relocate.at from unnest(layer.fs, layer.ts) m (f, t);
        for t in select * from platform.keyed_columns() loop
            execute format(
                'update %1$s x set %2$I = m.t || substr(x.%2$I, length(m.f) + 1)
                from unnest($1, $2) m (f, t)
                where x.%2$I >= m.f and x.%2$I < m.f || ''~''',
                t.target, t.column_name)
            using layer.fs, layer.ts;
        end loop;
        insert into platform.changes (entity, entity_id, version, kind, fields, scope_before, scope_after)
        select 'relocations', gen_random_uuid(), version, 'u', '{scope_key}', m.f, m.t
        from unnest(layer.fs, layer.ts) m (f, t);
    end loop;
    perform set_config('app.relocated', 'on', true), set_config('app.relocating', '', true);
    return true;
end $$;
