-- formerly ff137ba7a5a86dcb54ad24eadf7f2f389379f949485090c072b72adecc43d648
-- A file somebody sent, and what became of it. The row is locked while a worker is at it, in the transaction that
-- also holds the worker's effects: a killed worker leaves nothing behind and lets the next one in at once.
create table platform.imports (
    id uuid primary key,
    version bigint not null default 1,
    kind text not null,
    parameters text not null,
    state text not null check (state in ('received', 'validated', 'rejected', 'applying', 'applied', 'failed')),
    content_hash bytea not null,
    format text not null,
    bytes bigint not null,
    lines int not null default 0,
    checked int not null default 0,
    rejected int not null default 0,
    added int not null default 0,
    changed int not null default 0,
    unchanged int not null default 0,
    problem text,
    failures int not null default 0,
    retry_at timestamptz not null,
    scope_key text collate "C" not null,
    areas text[] not null,
    created_by uuid,
    created_at timestamptz not null,
    finished_at timestamptz,
    traceparent text
);
-- The same file from the same hand is the same import until it is applied.
create unique index imports_pending on platform.imports (kind, content_hash, parameters, created_by) nulls not distinct
    where state in ('received', 'validated', 'applying');
create index imports_open on platform.imports (retry_at) where state in ('received', 'validated', 'applying');

create table platform.import_chunks (
    import_id uuid not null,
    no int not null,
    scope_key text collate "C" not null,
    content bytea not null,
    primary key (import_id, no)
);
alter table platform.import_chunks alter column content set storage external;

create table platform.import_rejections (
    import_id uuid not null,
    line int not null,
    rule text not null,
    scope_key text collate "C" not null,
    code text not null,
    reason_zh text not null,
    reason_en text not null,
    primary key (import_id, line, rule)
);

-- How far a worker has come, and how many have begun and not come to an end; beside the job, whose row is locked meanwhile.
create table platform.import_progress (import_id uuid primary key, checked int not null, attempts int not null, at timestamptz not null);

select platform.protect('platform.imports', scope => 'scope_key');
select platform.protect('platform.import_chunks', scope => 'scope_key');
select platform.protect('platform.import_rejections', scope => 'scope_key');

-- Large events compress ten times faster this way, where the server was built with it.
do $$
begin
    alter table platform.events alter column body set compression lz4;
exception when feature_not_supported then null;
end $$;
