create table needs (
    id uuid primary key,
    version bigint not null default 1,
    resident_id uuid not null references residents (id),
    household_id uuid not null references households (id),
    scope_key text collate "C" not null,
    visit_id uuid references visits (id),
    kind text not null,
    state text not null default 'open' check (state in ('open', 'in-training', 'trained', 'closed')),
    outcome text check ((outcome is not null) = (state = 'closed')),
    hours jsonb not null,
    skills text[] not null,
    note bytea,
    closing_note bytea,
    consented_at timestamptz not null,
    opened_by uuid not null,
    opened_at timestamptz not null,
    closed_at timestamptz
);
create unique index needs_one_open on needs (resident_id, kind) where state <> 'closed';
create index needs_resident on needs (resident_id);
create index needs_household on needs (household_id);
create index needs_scope on needs (scope_key);
create index needs_time on needs (opened_at desc, id desc);

-- What happened to a need, whatever its state: one row a fact, known by the fact's id.
create table need_timeline (
    id uuid primary key,
    need_id uuid not null references needs (id),
    resident_id uuid not null,
    household_id uuid not null,
    scope_key text collate "C" not null,
    at timestamptz not null,
    event text not null,
    reference uuid,
    detail text
);
create index need_timeline_need on need_timeline (need_id, at);
select platform.protect('needs', scope => 'scope_key', person => 'resident_id', resource => 'household_id');
select platform.protect('need_timeline', scope => 'scope_key', person => 'resident_id', resource => 'household_id');
select platform.track('needs', 'scope_key');
