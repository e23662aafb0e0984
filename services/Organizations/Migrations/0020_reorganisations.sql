-- Keys of divisions move with them; so do the keys of their former states, which keep places from being given again.
insert into platform.keyed (target, column_name) values ('public.divisions', 'key'), ('public.division_history', 'key'), ('public.retired_keys', 'key');

-- Keys that were given up, as they are below what lies above them today. They are never given again: a key of any time must lead to one place.
create table retired_keys (key text collate "C" not null);
create index on retired_keys (key);

create or replace function last_key_below(above text) returns text language sql stable as $$
    select greatest(
        (select key from divisions where key > above and key < above || '~' order by key desc limit 1),
        (select key from division_history where key > above and key < above || '~' order by key desc limit 1),
        (select key from retired_keys where key > above and key < above || '~' order by key desc limit 1))
$$;

-- scope_key is that of the division above what is reorganised. tree_version is the one it made, undo_version the one its undoing made.
create table reorganisations (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    kind text not null check (kind in ('move', 'merge', 'split')),
    state text not null default 'previewed' check (state in ('previewed', 'applied', 'undone')),
    request jsonb not null,
    report jsonb not null,
    tree_version bigint,
    undo_version bigint,
    created_by uuid,
    created_at timestamptz not null,
    applied_by uuid,
    applied_at timestamptz,
    undone_by uuid,
    undone_at timestamptz
);
create index on reorganisations (scope_key, id);
create index on reorganisations (tree_version) where state = 'applied';
select platform.protect('reorganisations', scope => 'scope_key');
select platform.track('reorganisations', 'scope_key');

-- The divisions one has changed: what each was before (null: it is new), at which version it left it, and the former state it wrote.
create table reorganisation_divisions (
    reorganisation_id uuid not null references reorganisations (id),
    division_id uuid not null,
    before jsonb,
    left_at bigint,
    history_id uuid,
    primary key (reorganisation_id, division_id)
);

-- The households one has placed, and where each was.
create table reorganisation_placements (
    reorganisation_id uuid not null references reorganisations (id),
    household_id uuid not null,
    scope_key text collate "C" not null,
    former_key text collate "C" not null,
    primary key (reorganisation_id, household_id)
);
select platform.protect('reorganisation_placements', scope => 'scope_key', resource => 'household_id');

-- What lies directly at these keys or names these divisions, table by table; a reorganisation's own notes do not count.
create function records_at(keys text[], ids uuid[]) returns table (held text, number bigint) language plpgsql stable as $$
declare t record;
begin
    for t in
        select c.relname, c.oid::regclass as target,
               concat_ws(' or ', max(case when a.attname = 'scope_key' then 'scope_key = any ($1)' end), max(case when a.attname = 'division_id' then 'division_id = any ($2)' end)) as condition
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname in ('scope_key', 'division_id')
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ '^(reorganisation|division)'
        group by c.oid, c.relname order by c.relname
    loop
        return query execute format('select %L::text, count(*) from %s where %s having count(*) > 0', t.relname, t.target, t.condition) using keys, ids;
    end loop;
end $$;
