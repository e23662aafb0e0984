-- formerly ee3ed9189b9993443bb759340f78be3183a336c428f7fdc7c5afd8482fbd9eeb
-- Who lives in a household as it was registered: people, women (female, 18 and over) and children (under 18).
alter table households
    add residents int not null default 0,
    add women int not null default 0,
    add children int not null default 0,
    add registered_at timestamptz not null default '2000-01-01Z';
create index households_area on households (scope_key) include (registered_at, residents, women, children);

-- A coverage is of one household or of one area: a grid, a compound, a building.
alter table coverages
    alter household_id drop not null,
    add division_id uuid references divisions (id),
    add check (num_nonnulls(household_id, division_id) = 1);
drop index coverages_open;
create unique index coverages_open on coverages (person_id, household_id, division_id, post) nulls not distinct where ended_at is null;
create index on coverages (person_id);
create index on coverages (division_id);

-- Which of those who answer for a place leads there, and when: one at a time.
create table coverage_leads (
    id uuid primary key,
    version bigint not null default 1,
    coverage_id uuid not null references coverages (id),
    household_id uuid,
    division_id uuid,
    scope_key text collate "C" not null,
    valid_from timestamptz not null,
    ended_at timestamptz,
    check (num_nonnulls(household_id, division_id) = 1)
);
create unique index coverage_leads_household on coverage_leads (household_id) where ended_at is null;
create unique index coverage_leads_division on coverage_leads (division_id) where ended_at is null;
create index on coverage_leads (coverage_id);
create index on coverage_leads (scope_key);

-- What coverage is checked against, from when on: people in a place of these kinds, and places a member answers for.
create table coverage_limits (
    version int primary key,
    kinds text[] not null,
    people_from int not null,
    people_to int not null check (people_to >= people_from),
    places_from int not null,
    places_to int not null check (places_to >= places_from),
    valid_from timestamptz not null,
    valid_to timestamptz
);
insert into coverage_limits values (1, '{grid}', 300, 500, 2, 3, '2000-01-01Z');

-- Where somebody lives: by her home the nearest grids are proposed to her. WGS 84, degrees.
create table homes (
    person_id uuid primary key references people (id),
    version bigint not null default 1,
    scope_key text collate "C" not null,
    division_id uuid not null references divisions (id),
    longitude float8 check (longitude between -180 and 180),
    latitude float8 check (latitude between -90 and 90),
    check ((longitude is null) = (latitude is null))
);
create index on homes (scope_key);

-- The middle of a grid, where it is recorded.
create table division_points (
    division_id uuid primary key references divisions (id),
    version bigint not null default 1,
    longitude float8 not null check (longitude between -180 and 180),
    latitude float8 not null check (latitude between -90 and 90)
);

select platform.protect('coverage_leads', scope => 'scope_key');
select platform.protect('homes', scope => 'scope_key', person => 'person_id');
select platform.track('coverage_leads', 'scope_key');
