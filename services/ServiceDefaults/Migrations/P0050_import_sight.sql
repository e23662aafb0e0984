-- formerly b2994c29ea700c6b3ab3394b3cb82d6366379a425cce6e84fe425f03c4cb22ad
-- An import is seen by its sender, and by who holds all areas that the sender held: the lowest of them lies in one of the
-- caller's ranges, by an index, before all of them are looked at. The release before does not say who asks: there the
-- second arm alone counts.
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
