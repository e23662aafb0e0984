-- formerly f70d15b549f8ac9f8c350e4835b1e481dc7e35a16e77b3f744b56d5c01d71a54
-- A rule may cap what it gives one person in a period of China's calendar. A version ends where the next begins;
-- nothing else of it ever changes.
alter table point_rules
    add column cap int check (cap > 0),
    add column cap_period text check (cap_period in ('day', 'week', 'month', 'quarter', 'year')),
    add column entered_by uuid,
    add column entered_at timestamptz not null default '2000-01-01Z',
    add check ((cap is null) = (cap_period is null)),
    add check (points >= 0),
    add check (valid_to > valid_from);

-- An entry is never changed or deleted: a wrong one is reversed by another. An event that earned nothing has its
-- entry too, so that the account explains it: without rule_version no rule was in force; with period_total, what the
-- rule had given in the period, its points were cut at the cap. household_id and served_id say whom the event was
-- about. The rule it names is always there, for rules are never deleted.
alter table point_entries
    alter column rule_version drop not null,
    alter column event_id drop not null,
    add column period_total int,
    add column household_id uuid,
    add column served_id uuid,
    add column reverses uuid references point_entries,
    add column merit_id uuid,
    add column note text,
    add column entered_by uuid,
    drop constraint point_entries_kind_rule_version_fkey;
drop index point_entries_person_id_id_idx;
create index point_entries_account on point_entries (person_id, kind, occurred_at);
create unique index point_entries_reverses on point_entries (reverses) where reverses is not null;
create unique index point_entries_merit on point_entries (merit_id) where merit_id is not null;
create index point_entries_home on point_entries (served_id) where served_id is not null and household_id is not null;

create aggregate capped_total(int, int, int) (sfunc = capped_total, stype = int);

-- Points for what no event tells, proposed by one and approved by another.
create table merits (
    id uuid primary key,
    version bigint not null default 1,
    person_id uuid not null references people (id),
    scope_key text collate "C" not null,
    points int not null check (points between 1 and 1000),
    reason text not null,
    earned_on date not null,
    state text not null check (state in ('proposed', 'approved', 'refused')),
    proposed_by uuid not null,
    proposed_at timestamptz not null,
    decided_by uuid check (decided_by <> proposed_by),
    decided_at timestamptz,
    decision text
);
create index on merits (scope_key);
create index on merits (person_id);
select platform.protect('merits', scope => 'scope_key', person => 'person_id');
select platform.track('merits', 'scope_key');

-- "1+10+100": the model women an executive member leads, and services to women that no event tells.
create table model_women (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    member_id uuid not null references people (id),
    person_id uuid not null references people (id) check (person_id <> member_id),
    valid_from date not null,
    valid_to date check (valid_to >= valid_from),
    entered_by uuid not null,
    ended_by uuid
);
create index on model_women (scope_key);
create index on model_women (member_id);
create unique index model_women_open on model_women (person_id) where valid_to is null;
select platform.protect('model_women', scope => 'scope_key', person => 'member_id');
select platform.track('model_women', 'scope_key');

create table service_records (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    member_id uuid not null references people (id),
    household_id uuid not null references households (id),
    served_id uuid,
    served_on date not null,
    note text not null,
    entered_by uuid not null,
    entered_at timestamptz not null
);
create index on service_records (scope_key);
create index on service_records (member_id, served_on);
create index on service_records (served_id) where served_id is not null;
create unique index service_records_once on service_records (member_id, household_id, served_id, served_on) nulls not distinct;
select platform.protect('service_records', scope => 'scope_key', person => 'member_id');
select platform.track('service_records', 'scope_key');
