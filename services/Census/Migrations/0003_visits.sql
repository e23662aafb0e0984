create table visits (
    id uuid primary key,
    version bigint not null default 1,
    household_id uuid not null references households (id),
    scope_key text collate "C" not null,
    kind text not null,
    visited_at timestamptz not null,
    diary bytea not null,
    visitor_id uuid not null,
    recorded_at timestamptz not null
);
create index visits_household on visits (household_id, visited_at desc, id desc);
create index visits_scope on visits (scope_key);
create index visits_time on visits (visited_at desc, id desc);
select platform.protect('visits', scope => 'scope_key', resource => 'household_id');
select platform.track('visits', 'scope_key');
