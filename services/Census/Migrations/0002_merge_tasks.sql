-- One person registered twice where neither side may know of the other; whoever answers for both areas decides.
create table merge_tasks (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    resident_id uuid not null references residents (id),
    other_id uuid not null references residents (id),
    created_at timestamptz not null,
    unique (resident_id, other_id)
);
create index merge_tasks_scope on merge_tasks (scope_key, id);
select platform.protect('merge_tasks', scope => 'scope_key');
select platform.track('merge_tasks', 'scope_key');
