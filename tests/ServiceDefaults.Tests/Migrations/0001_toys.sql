create table things (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C",
    person_id uuid,
    organization_id uuid,
    partner_id uuid,
    name text not null
);
create index on things (scope_key);
create unique index on things (name) where name like 'unique %';
select platform.protect(
    'things',
    scope => 'scope_key',
    person => 'person_id',
    organization => 'organization_id',
    partner => 'partner_id',
    resource => 'id');
select platform.track('things', 'scope_key');

-- What reactions and timers did; every run leaves a row.
create table effects (
    position bigint generated always as identity primary key,
    source text not null,
    aggregate_id uuid,
    number int not null,
    trace text
);

-- A projection and nothing else.
create table notes (id uuid primary key, body text not null);
