-- formerly c690fe6b0c068953dd0d3bb02e4fc4a4ac2f4345aedac482905bab0268900386
-- A title somebody was given: a person, a household, or an organization (a women's group, say). It is never deleted:
-- what is revoked says so. Campaigns give hundreds of thousands of them at once and nothing follows them from
-- elsewhere, so they are not in the change log: the row itself tells who gave and who revoked it, and when.
create table honours (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    person_id uuid,
    household_id uuid,
    organization_id uuid,
    title text not null,
    category text not null check (category in ('model', 'campaign', 'appraisal', 'other')),
    level int not null check (level between 1 and 5),
    division_id uuid not null,
    awarded_by text not null,
    awarded_on date not null,
    year int not null,
    serial int not null,
    reason text,
    campaign_id uuid,
    appraisal_id uuid,
    entered_by uuid not null,
    entered_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by uuid,
    revocation text,
    check (num_nonnulls(person_id, household_id, organization_id) = 1),
    check (num_nonnulls(revoked_at, revoked_by, revocation) in (0, 3))
);
create index on honours (scope_key);
create unique index honours_number on honours (year, serial);
create index on honours (person_id) where person_id is not null;
create index on honours (household_id) where household_id is not null;
create index on honours (organization_id) where organization_id is not null;
create index on honours (campaign_id, level) where campaign_id is not null;
select platform.protect('honours', scope => 'scope_key', person => 'person_id', organization => 'organization_id');

-- The last number given in a year. Its row is locked until the commit, so that numbers have no gaps.
create table honour_numbers (year int primary key, last int not null);

-- The yearly appraisal of the holders of a post in an area, and how each of them stood.
create table appraisals (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    division_id uuid not null,
    year int not null,
    post text not null,
    title text not null,
    percent int not null check (percent between 1 and 100),
    appeal_days int not null check (appeal_days between 1 and 90),
    state text not null check (state in ('preview', 'published')),
    candidates int not null,
    quota int not null,
    as_of timestamptz not null,
    entered_by uuid not null,
    published_at timestamptz,
    published_by uuid,
    unique (division_id, year, post)
);
create index on appraisals (scope_key);
select platform.protect('appraisals', scope => 'scope_key');
select platform.track('appraisals', 'scope_key');

create table appraisal_entries (
    id uuid primary key,
    version bigint not null default 1,
    appraisal_id uuid not null references appraisals (id) on delete cascade,
    scope_key text collate "C" not null,
    person_id uuid not null,
    points bigint not null,
    women bigint not null,
    since date not null,
    rank int not null,
    result text not null check (result in ('selected', 'not-selected', 'added-on-appeal')),
    unique (appraisal_id, person_id)
);
create index on appraisal_entries (appraisal_id, rank);
create index on appraisal_entries (person_id);
select platform.protect('appraisal_entries', scope => 'scope_key', person => 'person_id');

create table appeals (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    appraisal_id uuid not null references appraisals (id),
    person_id uuid not null,
    reason text not null,
    filed_at timestamptz not null,
    state text not null check (state in ('filed', 'upheld', 'rejected')),
    decision text,
    decided_by uuid check (decided_by <> person_id),
    decided_at timestamptz,
    points_before bigint not null,
    points_after bigint,
    rank_before int not null,
    rank_after int,
    unique (appraisal_id, person_id)
);
create index on appeals (scope_key);
select platform.protect('appeals', scope => 'scope_key', person => 'person_id');
select platform.track('appeals', 'scope_key');
