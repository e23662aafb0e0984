-- formerly 08e76331066536aa8716f49a30d4d6b1ccf59fa01fc90acda86c7c64aef88ee4
-- GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated. Where a citizen id is given, its 17th digit says it.
alter table people add column if not exists sex text not null default '0';
-- What a co-option rests on.
create table co_options (
    appointment_id uuid primary key references appointments (id),
    scope_key text collate "C" not null,
    ground text not null check (ground in ('grid-head', 'office', 'new-economic-organization', 'new-social-organization', 'interest-group'))
);
create index on co_options (scope_key);

-- By which order the leaders of women's groups are found, from when on. A rule is never changed: a new version takes its place.
create table leader_rules (
    version int primary key,
    sources text[] not null,
    ties text[] not null,
    groups_a_woman int not null check (groups_a_woman between 1 and 20),
    valid_from timestamptz not null,
    valid_to timestamptz
);
insert into leader_rules values (
    1,
    '{grid-head,grid-member,grid-executive,self,recommended,executive-member,volunteer}',
    '{points,longest-in-post}',
    1,
    '2000-01-01Z');

-- Who was put forward to lead the group of a micro-grid, by herself or by others, and whether she is willing.
create table nominations (
    id uuid primary key,
    version bigint not null default 1,
    person_id uuid not null references people (id),
    division_id uuid not null references divisions (id),
    scope_key text collate "C" not null,
    kind text not null check (kind in ('self', 'recommended')),
    willing boolean not null,
    nominated_by uuid,
    valid_from timestamptz not null,
    ended_at timestamptz
);
create index on nominations (scope_key);
create unique index nominations_open on nominations (person_id, division_id) where ended_at is null;

-- What the rule would do, as it was shown; it is applied only while the same would still come out.
create table leader_previews (
    id uuid primary key,
    version bigint not null default 1,
    division_id uuid not null references divisions (id),
    scope_key text collate "C" not null,
    rule_version int not null references leader_rules,
    sources text[] not null,
    ties text[] not null,
    groups_a_woman int not null,
    fingerprint text not null,
    made_by uuid,
    made_at timestamptz not null,
    applied_by uuid,
    applied_at timestamptz
);
create index on leader_previews (scope_key);
-- One for each micro-grid (outcome kept, appoint or vacant) and one for each co-option (co-opt).
create table leader_preview_entries (
    id uuid primary key,
    preview_id uuid not null references leader_previews (id),
    scope_key text collate "C" not null,
    division_id uuid not null,
    outcome text not null check (outcome in ('kept', 'appoint', 'vacant', 'co-opt')),
    person_id uuid,
    source text,
    counted_as text,
    vacancy text
);
create index on leader_preview_entries (preview_id, id);

select platform.protect('co_options', scope => 'scope_key');
select platform.protect('nominations', scope => 'scope_key', person => 'person_id');
select platform.protect('leader_previews', scope => 'scope_key');
select platform.protect('leader_preview_entries', scope => 'scope_key');
select platform.track('nominations', 'scope_key');
select platform.track('leader_previews', 'scope_key');
