-- formerly e2bffb752b005f8675624259d7f16c8afc271c478051f33e2e2a616e40664618
-- An alliance of organizations. organization_id: where the alliance is itself on the register of organizations.
create table alliances (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    division_id uuid not null references divisions (id),
    organization_id uuid references organizations (id),
    name text not null,
    valid_from date not null,
    valid_to date check (valid_to > valid_from),
    registered_at timestamptz not null
);
create index on alliances (scope_key);

-- valid_to is the first day she is no longer a member.
create table alliance_members (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    alliance_id uuid not null references alliances (id),
    organization_id uuid not null references organizations (id),
    valid_from date not null,
    valid_to date check (valid_to > valid_from)
);
create index on alliance_members (scope_key);
create index on alliance_members (organization_id);
create unique index alliance_members_open on alliance_members (alliance_id, organization_id) where valid_to is null;

-- How the chair goes round from a day on, until the next row's day: the members in their order, those that joined
-- later behind them. Whose turn it is is computed, never stored.
create table alliance_rotations (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    alliance_id uuid not null references alliances (id),
    starts_on date not null,
    term_months int not null check (term_months between 1 and 120),
    member_ids uuid[] not null check (cardinality(member_ids) > 0),
    unique (alliance_id, starts_on)
);
create index on alliance_rotations (scope_key);

-- A handover that comes up (noticed_at), and its record when it has taken place. A notice that the plan has left
-- behind is withdrawn, not deleted.
create table alliance_handovers (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    alliance_id uuid not null references alliances (id),
    due_on date not null,
    from_member_id uuid references alliance_members (id),
    to_member_id uuid not null references alliance_members (id),
    noticed_at timestamptz,
    withdrawn_at timestamptz,
    handed_over_on date,
    note text,
    recorded_by uuid
);
create index on alliance_handovers (scope_key);
create unique index alliance_handovers_once on alliance_handovers (alliance_id, due_on, to_member_id) where withdrawn_at is null;

create table alliance_meetings (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    alliance_id uuid not null references alliances (id),
    number int not null,
    held_on date not null,
    place text not null,
    agenda text[] not null,
    minutes text not null,
    chair_member_id uuid references alliance_members (id),
    recorded_by uuid,
    unique (alliance_id, number)
);
create index on alliance_meetings (scope_key);

-- Each member at each meeting, with those who stood for it: people of the platform by id, others by name.
create table alliance_attendance (
    meeting_id uuid not null references alliance_meetings (id),
    member_id uuid not null references alliance_members (id),
    scope_key text collate "C" not null,
    present boolean not null,
    representative_ids uuid[] not null,
    representative_names text[] not null,
    primary key (meeting_id, member_id)
);
create index on alliance_attendance (scope_key);
create index on alliance_attendance (member_id);

-- What was decided: which member does it, by whom, by when, and how it ended.
create table alliance_decisions (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    meeting_id uuid not null references alliance_meetings (id),
    position int not null,
    task text not null,
    member_id uuid not null references alliance_members (id),
    person_id uuid references people (id),
    due_on date not null,
    done_on date,
    outcome text
);
create index on alliance_decisions (scope_key);
create index on alliance_decisions (meeting_id);

select platform.protect(t, scope => 'scope_key')
from unnest(array[
    'alliances', 'alliance_members', 'alliance_rotations', 'alliance_handovers', 'alliance_meetings',
    'alliance_attendance']::regclass[]) t;
select platform.protect('alliance_decisions', scope => 'scope_key', person => 'person_id');
select platform.track(t, 'scope_key')
from unnest(array[
    'alliances', 'alliance_members', 'alliance_rotations', 'alliance_handovers', 'alliance_meetings',
    'alliance_decisions']::regclass[]) t;
