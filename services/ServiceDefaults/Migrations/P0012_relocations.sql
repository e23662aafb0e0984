-- formerly 7a6c45cc3fbc9131210bb1afed9c283450c18940819eac2912368b957ff73110
-- The tree of areas changes its shape: the keys of whole subtrees are rewritten in one step. What was moved is
-- remembered for good and in order, so that a key of any time finds its present form; a key is never given to another
-- area.
create table platform.relocations (
    position bigint generated always as identity primary key,
    tree_version bigint not null,
    from_key text collate "C" not null,
    to_key text collate "C" not null,
    at timestamptz not null
);
create index on platform.relocations (from_key, position);
create index on platform.relocations (tree_version);

-- Columns that hold keys beside those that are named scope_key. Where watched, a key that comes late is brought up to
-- date as it is written.
create table platform.keyed (
    target text not null,
    column_name text not null,
    watched boolean not null default false,
    primary key (target, column_name)
);
insert into platform.keyed values ('platform.areas', 'key', true);

select platform.watch_keys();

-- It had a parameter less.
drop function if exists platform.enter(uuid, boolean, boolean, text[], text[], text[], uuid, timestamptz);

drop policy scope on platform.changes;
drop policy left_scope on platform.changes;
do $$
declare place text; plain text;
begin
    foreach place in array array['scope_after', 'scope_before'] loop
        plain := format('(%I is null and current_setting(''app.system'', true) = ''on'')', place);
        for i in 0 .. 8 loop
            plain := plain || format(
                ' or (%1$I >= current_setting(''app.lo%2$s'', true) and %1$I < current_setting(''app.hi%2$s'', true))',
                place, i);
        end loop;
        execute format(
            'create policy %1$I on platform.changes for select using (
                case when current_setting(''app.relocated'', true) = ''on''
                    then platform.in_ranges(platform.logged_scope(entity, %1$I))
                    else %2$s
                end)',
            place, plain);
    end loop;
end $$;
