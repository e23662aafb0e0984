-- formerly 08003fa4b682323bae93143bfe97a59db382c56b58c5aa517394b1fb7a5c9ec4
-- Names, addresses, telephone and identity numbers are sealed; what remains in clear is needed to find and count.
-- Under a policy only equality and ranges use an index, so categories and names are searched through tables of their
-- own.
create table households (
    id uuid primary key,
    version bigint not null default 1,
    division_id uuid not null,
    scope_key text collate "C" not null,
    type text not null,
    address bytea not null,
    dwelling bytea,
    categories text[] not null,
    registered_by uuid not null,
    registered_at timestamptz not null
);
create index households_scope on households (scope_key, id);

create table residents (
    id uuid primary key,
    version bigint not null default 1,
    household_id uuid not null references households (id),
    scope_key text collate "C" not null,
    relation text not null,
    name bytea not null,
    citizen_id bytea,
    citizen_id_index bytea,
    -- Set when the same identity number was already registered outside the area of whoever registered this one.
    duplicate_of uuid references residents (id),
    telephone bytea,
    telephone_index bytea,
    sex text not null,
    birth_date date not null,
    ethnicity text,
    registration_place bytea,
    education text,
    marital_status text,
    employment text not null
);
create index residents_household on residents (household_id);
create index residents_citizen_id on residents (citizen_id_index) where citizen_id_index is not null;
create index residents_telephone on residents (telephone_index) where telephone_index is not null;
create unique index residents_one_original on residents (citizen_id_index) where citizen_id_index is not null and duplicate_of is null;
create unique index residents_one_head on residents (household_id) where relation = '0';

create table household_categories (
    category text not null,
    scope_key text collate "C" not null,
    household_id uuid not null references households (id),
    primary key (household_id, category)
);
create index household_categories_scope on household_categories (category, scope_key, household_id);

-- Keyed hashes of one and two characters of each name.
create table household_grams (
    gram bytea not null,
    scope_key text collate "C" not null,
    household_id uuid not null references households (id),
    resident_id uuid not null references residents (id),
    primary key (gram, scope_key, household_id, resident_id)
);
create index household_grams_resident on household_grams (resident_id);

select platform.protect('households', scope => 'scope_key', resource => 'id');
select platform.protect('residents', scope => 'scope_key', person => 'id', resource => 'household_id');
select platform.protect('household_categories', scope => 'scope_key', resource => 'household_id');
select platform.protect('household_grams', scope => 'scope_key', resource => 'household_id');
select platform.track('households', 'scope_key');
select platform.track('residents', 'scope_key');
