-- formerly 5ce888153b0799cd43997a7b3d0849d6ca4cccb0954a0b37cd17ba8c51bca10f
-- Keys of divisions move with them; so do the keys of their former states, which keep places from being given again.
insert into platform.keyed (target, column_name) values
    ('public.divisions', 'key'),
    ('public.division_history', 'key'),
    ('public.retired_keys', 'key');

-- Keys that were given up, as they are below what lies above them today. They are never given again: a key of any
-- time must lead to one place.
create table retired_keys (key text collate "C" not null);
create index on retired_keys (key);

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
