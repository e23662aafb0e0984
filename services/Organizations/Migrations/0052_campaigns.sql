-- formerly 0582b4c97c252c3c5617179ff9e44fec358d7cacaea0fa6221f0baac9f96433b
-- A campaign is announced to everybody. base_level is the lowest of its levels, at which households take part (5
-- village, 4 township, 3 county, 2 city).
create table campaigns (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    division_id uuid not null,
    name text not null,
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    base_level int not null,
    entered_by uuid not null,
    entered_at timestamptz not null
);
create index on campaigns (scope_key);
select platform.track('campaigns', 'scope_key');

-- What is awarded at a level, and how often in each division of it: a number, or a share of those who stand for it there.
create table campaign_levels (
    campaign_id uuid not null references campaigns (id),
    level int not null check (level between 1 and 5),
    below int,
    title text not null,
    quota int check (quota > 0),
    percent int check (percent between 1 and 100),
    primary key (campaign_id, level),
    check (num_nonnulls(quota, percent) = 1)
);

-- Which divisions have ended their selection at a level.
create table campaign_finals (
    campaign_id uuid not null references campaigns (id),
    level int not null,
    division_id uuid not null,
    scope_key text collate "C" not null,
    selected int not null,
    finalised_by uuid not null,
    finalised_at timestamptz not null,
    primary key (campaign_id, level, division_id)
);
create index on campaign_finals (scope_key);

-- Households that take part, in hundreds of thousands and never changed; division_id is their division of the
-- campaign's lowest level when they joined.
create table participations (
    campaign_id uuid not null references campaigns (id),
    household_id uuid not null,
    division_id uuid not null,
    scope_key text collate "C" not null,
    entered_by uuid not null,
    entered_at timestamptz not null,
    primary key (campaign_id, household_id)
);
create index on participations (division_id, campaign_id);
create index on participations (scope_key);
select platform.protect('participations', scope => 'scope_key');

create table selections (
    campaign_id uuid not null references campaigns (id),
    level int not null,
    household_id uuid not null,
    division_id uuid not null,
    scope_key text collate "C" not null,
    score numeric(6, 2),
    reason text,
    selected_by uuid not null,
    selected_at timestamptz not null,
    primary key (campaign_id, level, household_id)
);
-- Not led by the campaign: while the table fills, the planner would take it for the look-up of one household and read all of them.
create index on selections (division_id, level, campaign_id);
create index on selections (scope_key);
select platform.protect('selections', scope => 'scope_key');
