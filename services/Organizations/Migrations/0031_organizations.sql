-- formerly e57d37646370debc52f0da2177bddbff3dae6ff2f16a0037f4083e06a21fe888
-- Organizations in time: since is the day from which the present name and status hold; what was before is in organization_history.
alter table organizations
    add status text not null default 'active' check (status in ('preparing', 'active', 'suspended', 'dissolved')),
    add valid_from date not null default '1949-10-01',
    add valid_to date check (valid_to >= valid_from),
    add since date not null default '1949-10-01',
    add parent_id uuid references organizations (id);
alter table organizations disable trigger user;
select platform.as_system(true);
update organizations set
    valid_from = (registered_at at time zone 'Asia/Shanghai')::date,
    since = (registered_at at time zone 'Asia/Shanghai')::date;
select platform.as_system(false);
alter table organizations enable trigger user;
create index on organizations (division_id);
create unique index organizations_federation on organizations (division_id) where kind = 'federation' and valid_to is null;
create unique index organizations_womens_group on organizations (division_id) where kind = 'womens-group' and valid_to is null;

create table organization_history (
    organization_id uuid not null references organizations (id),
    scope_key text collate "C" not null,
    name text not null,
    status text not null,
    valid_from date not null,
    valid_to date not null check (valid_to > valid_from),
    primary key (organization_id, valid_to)
);

-- A reference to a paper or a file that is kept elsewhere: a certificate of registration, a letter of invitation, minutes.
create table organization_documents (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    organization_id uuid not null references organizations (id),
    kind text not null,
    title text not null,
    number text,
    uri text,
    dated_on date,
    added_at timestamptz not null
);
create index on organization_documents (organization_id);

-- Who is a member: a person or an organization. valid_to is the first day it no longer is.
create table memberships (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    organization_id uuid not null references organizations (id),
    person_id uuid references people (id),
    member_organization_id uuid references organizations (id),
    role text not null check (role in ('founding-member', 'ordinary-member')),
    discipline text check (discipline in ('humanities', 'science', 'engineering', 'agriculture', 'medicine')),
    valid_from date not null,
    valid_to date check (valid_to >= valid_from),
    check (num_nonnulls(person_id, member_organization_id) = 1),
    check (member_organization_id <> organization_id)
);
create index on memberships (scope_key);
create index on memberships (organization_id, valid_from);
create index on memberships (person_id);
create index on memberships (member_organization_id);
create unique index memberships_open on memberships (organization_id, person_id, member_organization_id) nulls not distinct
    where valid_to is null;

select platform.protect('organization_history', scope => 'scope_key', organization => 'organization_id');
select platform.protect('organization_documents', scope => 'scope_key', organization => 'organization_id');
select platform.protect('memberships', scope => 'scope_key', person => 'person_id', organization => 'organization_id');
select platform.track('organization_documents', 'scope_key');
select platform.track('memberships', 'scope_key');
