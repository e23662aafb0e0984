-- formerly 25467488aae2626fa4e9d2806594ffbc0580a8a78c590b0df44aad8db1ab4aba
-- A plan, an action, a platform or a project; parent_id is where it lies today. starts_on and ends_on are both part
-- of its period. budget is in yuan.
create table programmes (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    division_id uuid references divisions (id),
    parent_id uuid references programmes (id),
    owner_id uuid not null references organizations (id),
    kind text not null,
    name text not null,
    field text not null,
    mode text check ((mode is null) = (kind <> 'project')),
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    status text not null,
    budget numeric(14, 2) check (budget >= 0),
    registered_at timestamptz not null
);
create index on programmes (scope_key);
create index on programmes (parent_id);

-- Where it lay and what its status was, from day to day. One row a day is enough: a change on the same day takes the
-- place of the one before.
create table programme_parents (
    programme_id uuid not null references programmes (id),
    parent_id uuid references programmes (id),
    scope_key text collate "C" not null,
    valid_from date not null,
    valid_to date check (valid_to > valid_from),
    primary key (programme_id, valid_from)
);
create index on programme_parents (parent_id);
create index on programme_parents (scope_key);
create table programme_statuses (
    programme_id uuid not null references programmes (id),
    status text not null,
    scope_key text collate "C" not null,
    since date not null,
    primary key (programme_id, since)
);
create index on programme_statuses (scope_key);

-- Who takes part in it, and as what.
create table programme_organizations (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    programme_id uuid not null references programmes (id),
    organization_id uuid not null references organizations (id),
    role text not null,
    valid_from date not null,
    valid_to date check (valid_to > valid_from)
);
create index on programme_organizations (scope_key);
create unique index programme_organizations_open on programme_organizations (programme_id, organization_id, role) where valid_to is null;

-- headcount: how many came of whom nothing else is known. staff_ids: people of the platform who ran it.
create table programme_sessions (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    programme_id uuid not null references programmes (id),
    held_on date not null,
    place text not null,
    kind text not null,
    host_id uuid references organizations (id),
    staff_ids uuid[] not null,
    headcount int not null check (headcount >= 0),
    recorded_at timestamptz not null
);
create index on programme_sessions (scope_key);
create index on programme_sessions (programme_id, held_on);

-- Somebody at a session, once. beneficiary tells one from another without a name: a person's id in bytes, or the
-- keyed index of a number in another register.
create table programme_participations (
    session_id uuid not null references programme_sessions (id),
    beneficiary bytea not null,
    scope_key text collate "C" not null,
    person_id uuid,
    register_id uuid references organizations (id),
    recorded_at timestamptz not null,
    primary key (session_id, beneficiary),
    check ((person_id is null) <> (register_id is null))
);
create index on programme_participations (scope_key);
create index on programme_participations (person_id) where person_id is not null;

select platform.protect(t, scope => 'scope_key')
from unnest(array[
    'programmes', 'programme_parents', 'programme_statuses', 'programme_organizations',
    'programme_sessions']::regclass[]) t;
select platform.protect('programme_participations', scope => 'scope_key', person => 'person_id');
select platform.track(t, 'scope_key') from unnest(array['programmes', 'programme_organizations', 'programme_sessions']::regclass[]) t;
