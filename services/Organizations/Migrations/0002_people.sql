-- formerly 8f7053fb666ea772ea516e5a3a5f9db594ec0f6934939547b466f51b8a5a6e5f
-- scope_key is where she was registered; she is also seen where she holds or held a post.
create table people (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    name text not null,
    telephone bytea,
    telephone_index bytea,
    citizen_id bytea,
    citizen_id_index bytea,
    registered_by uuid,
    registered_at timestamptz not null
);
create index on people (scope_key);
create index on people (citizen_id_index);
create index on people (telephone_index);

create table organizations (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    kind text not null,
    name text not null,
    credit_code text,
    division_id uuid,
    registered_at timestamptz not null
);
create index on organizations (scope_key);
create unique index organizations_credit_code on organizations (credit_code, kind);

create table appointments (
    id uuid primary key,
    version bigint not null default 1,
    person_id uuid not null references people (id),
    post text not null,
    division_id uuid references divisions (id),
    organization_id uuid references organizations (id),
    scope_key text collate "C" not null,
    valid_from timestamptz not null,
    valid_to timestamptz check (valid_to > valid_from),
    ended_at timestamptz,
    appointed_by uuid,
    ended_by uuid
);
create index on appointments (scope_key);
create index on appointments (person_id);
create unique index appointments_open on appointments (person_id, post, scope_key, organization_id) nulls not distinct
    where ended_at is null and valid_to is null;

-- Where a household lies, as Census tells it.
create table households (id uuid primary key, scope_key text collate "C" not null);

create table coverages (
    id uuid primary key,
    version bigint not null default 1,
    person_id uuid not null references people (id),
    household_id uuid not null references households (id),
    post text not null,
    scope_key text collate "C" not null,
    valid_from timestamptz not null,
    ended_at timestamptz
);
create index on coverages (scope_key);
create index on coverages (household_id);
create unique index coverages_open on coverages (person_id, household_id, post) where ended_at is null;

select platform.protect('people', scope => 'scope_key', person => 'id');
select platform.protect('organizations', scope => 'scope_key', organization => 'id');
select platform.protect('appointments', scope => 'scope_key', person => 'person_id', organization => 'organization_id');
select platform.protect('households', scope => 'scope_key', resource => 'id');
select platform.protect('coverages', scope => 'scope_key', person => 'person_id');
-- The inner query is under the policy of appointments: only posts the caller may see count.
create policy appointed on people for select using (exists (select from appointments a where a.person_id = people.id));

select platform.track('people', 'scope_key');
select platform.track('organizations', 'scope_key');
select platform.track('appointments', 'scope_key');
select platform.track('coverages', 'scope_key');
