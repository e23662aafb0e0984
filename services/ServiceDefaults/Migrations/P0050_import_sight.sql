-- An import is seen by its sender, and by who holds all areas that the sender held.
-- The release before does not say who asks: there the second arm alone counts.
create function platform.covers(keys text[]) returns boolean language sql stable as $$
    select not exists (
        select from unnest(keys) k
        where not platform.in_ranges(case when current_setting('app.relocated', true) = 'on' then platform.current_key(k) else k end))
$$;

-- The lowest of the sender's areas lies in one of the caller's ranges: by an index, before all of them are looked at.
create function platform.range_rule(scope text) returns text language sql immutable as $$
    select '(' || string_agg(
        format('(%1$I >= current_setting(''app.lo%2$s'', true) and %1$I < current_setting(''app.hi%2$s'', true))', scope, i),
        ' or ' order by i) || ')'
    from generate_series(0, 8) i
$$;

drop policy scope on platform.imports;
do $$
declare rule text := format(
    'created_by = nullif(current_setting(''app.subject'', true), '''')::uuid or (%s and platform.covers(areas))',
    platform.range_rule('scope_key'));
begin
    execute format('create policy scope on platform.imports using (%1$s) with check (%1$s)', rule);
end $$;
create index imports_of_kind on platform.imports (kind, id);
create index imports_of_sender on platform.imports (created_by);

-- What a run keeps for an import is seen by who sees the import; the run itself is the system's. The table has columns import_id and scope_key.
create function platform.protect_as_import(target regclass) returns void language plpgsql as $$
begin
    execute format('drop policy scope on %s', target);
    execute format(
        'create policy scope on %s
            using (current_setting(''app.system'', true) = ''on'' or exists (select from platform.imports i where i.id = import_id))
            with check (%s)',
        target, platform.range_rule('scope_key'));
end $$;
select platform.protect_as_import('platform.import_rejections');

-- Pieces come before their import.
do $$
begin
    drop policy scope on platform.import_chunks;
    execute format(
        'create policy scope on platform.import_chunks
            using (%1$s or exists (select from platform.imports i where i.id = import_id)) with check (%1$s)',
        platform.range_rule('scope_key'));
end $$;
