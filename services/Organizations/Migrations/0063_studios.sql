-- formerly 84cf059a49e913bd7236856a1b6d39cb7a7387af0b7ff2e29357565db9e166b3
-- 女职工创新工作室: an organization of kind studio, with what is known of studios alone. owner_id: the trade union's women's
-- committee it belongs to. closed_on is the first day it is no more.
create table studios (
    id uuid primary key references organizations (id),
    version bigint not null default 1,
    scope_key text collate "C" not null,
    division_id uuid not null references divisions (id),
    owner_id uuid references organizations (id),
    field text not null,
    founded_on date not null,
    closed_on date check (closed_on > founded_on)
);
create index on studios (scope_key);

-- One row a time in one role: who leads from a day on has a row as member before it. valid_to is the first day after.
create table studio_members (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    studio_id uuid not null references studios (id),
    person_id uuid not null references people (id),
    role text not null check (role in ('leader', 'member')),
    valid_from date not null,
    valid_to date check (valid_to > valid_from)
);
create index on studio_members (scope_key);
create index on studio_members (person_id);
create unique index studio_members_open on studio_members (studio_id, person_id) where valid_to is null;
create unique index studio_members_leader on studio_members (studio_id) where valid_to is null and role = 'leader';

-- A yearly selection of an area, against the standards it was opened with. grant_each is in yuan.
create table studio_selections (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    division_id uuid not null references divisions (id),
    level text not null check (level in ('model', 'city', 'province')),
    year int not null,
    places int check (places > 0),
    grant_each numeric(14, 2) check (grant_each >= 0),
    state text not null check (state in ('open', 'decided', 'published')),
    opened_at timestamptz not null,
    published_at timestamptz,
    unique (division_id, level, year)
);
create index on studio_selections (scope_key);
create table studio_standards (
    selection_id uuid not null references studio_selections (id),
    criterion text not null,
    scope_key text collate "C" not null,
    least numeric(18, 2) not null check (least >= 0),
    primary key (selection_id, criterion)
);
create index on studio_standards (scope_key);

-- measured: what the records said of each criterion when it was put forward.
create table studio_candidates (
    selection_id uuid not null references studio_selections (id),
    studio_id uuid not null references studios (id),
    scope_key text collate "C" not null,
    measured jsonb not null,
    failed text[] not null,
    chosen boolean not null default false,
    title text,
    primary key (selection_id, studio_id)
);
create index on studio_candidates (scope_key);
create table studio_levels (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    studio_id uuid not null references studios (id),
    selection_id uuid not null references studio_selections (id),
    level text not null,
    year int not null,
    title text,
    awarded_on date not null,
    unique (selection_id, studio_id)
);
create index on studio_levels (scope_key);
create index on studio_levels (studio_id);

-- Grants in yuan. A row is never changed: a mistake is reversed by a row of its own.
create table studio_grants (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    studio_id uuid not null references studios (id),
    amount numeric(14, 2) not null check (amount <> 0),
    granted_on date not null,
    selection_id uuid references studio_selections (id),
    reverses_id uuid unique references studio_grants (id),
    note text,
    recorded_by uuid,
    check ((amount < 0) = (reverses_id is not null))
);
create index on studio_grants (scope_key);
create index on studio_grants (studio_id);
create unique index studio_grants_once on studio_grants (selection_id, studio_id) where reverses_id is null;

-- A result transferred to somebody who uses it, with its value in yuan, and through which platform.
create table studio_results (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    studio_id uuid not null references studios (id),
    contract_number text not null,
    name text not null,
    recipient text not null,
    transferred_on date not null,
    value numeric(14, 2) not null check (value >= 0),
    via text,
    university_id uuid references organizations (id),
    unique (studio_id, contract_number)
);
create index on studio_results (scope_key);

create table studio_apprenticeships (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    studio_id uuid not null references studios (id),
    master_id uuid not null references people (id),
    apprentice_id uuid not null references people (id),
    craft text not null,
    starts_on date not null,
    ends_on date check (ends_on > starts_on),
    outcome text,
    check (master_id <> apprentice_id),
    check ((ends_on is null) = (outcome is null))
);
create index on studio_apprenticeships (scope_key);
create unique index studio_apprenticeships_open on studio_apprenticeships (studio_id, master_id, apprentice_id, craft)
    where ends_on is null;

create table studio_promotions (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    studio_id uuid not null references studios (id),
    person_id uuid not null references people (id),
    grade text not null,
    promoted_on date not null,
    unique (person_id, grade)
);
create index on studio_promotions (scope_key);
create index on studio_promotions (studio_id);

select platform.protect(t, scope => 'scope_key')
from unnest(array[
    'studios', 'studio_selections', 'studio_standards', 'studio_candidates', 'studio_levels', 'studio_grants',
    'studio_results', 'studio_apprenticeships']::regclass[]) t;
select platform.protect('studio_members', scope => 'scope_key', person => 'person_id');
select platform.protect('studio_promotions', scope => 'scope_key', person => 'person_id');
select platform.track(t, 'scope_key')
from unnest(array[
    'studios', 'studio_members', 'studio_selections', 'studio_levels', 'studio_grants', 'studio_results',
    'studio_apprenticeships', 'studio_promotions']::regclass[]) t;
