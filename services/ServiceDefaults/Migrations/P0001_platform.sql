-- formerly 3c6aa008036c2b895e56b1ef274773656896f2684413d6938382efc06c582fcd
-- Who may: projected from access events of whoever owns them.
create table platform.grants (
    id uuid primary key,
    subject_id uuid not null,
    role text not null,
    scope_key text collate "C",
    organization_id uuid,
    resource_id uuid,
    valid_from timestamptz not null,
    valid_to timestamptz
);
create index on platform.grants (subject_id);
create index on platform.grants (subject_id, resource_id) where resource_id is not null;

-- The event log: append only. seq has no gaps within an aggregate, for its row in aggregates is locked until the commit.
create table platform.aggregates (id uuid primary key, seq bigint not null) with (fillfactor = 70);
create table platform.events (
    position bigint generated always as identity primary key,
    id uuid not null unique,
    stream text not null,
    type text not null,
    aggregate_id uuid not null,
    seq bigint not null,
    body text not null,
    traceparent text,
    occurred_at timestamptz not null
);
create index on platform.events (stream, position);
create unique index on platform.events (aggregate_id, seq);

-- What is still to be sent. A row leaves when the broker has confirmed it; nothing is remembered by position, so a
-- late commit is never skipped.
create table platform.outbox (
    id bigint generated always as identity primary key,
    lane smallint not null,
    event_position bigint not null,
    aggregate_id uuid not null,
    destination text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
create index on platform.outbox (lane, id);

create table platform.parked_out (
    outbox_id bigint primary key,
    aggregate_id uuid not null,
    error text not null,
    parked_at timestamptz not null
);
create index on platform.parked_out (aggregate_id);

-- What has arrived. An inbox row and the effects of its event commit together.
create table platform.inbox (
    event_id uuid primary key,
    aggregate_id uuid not null,
    seq bigint not null,
    stream text not null,
    received_at timestamptz not null
);
create index on platform.inbox (stream);
create table platform.streams (aggregate_id uuid primary key, stream text not null, seq bigint not null) with (fillfactor = 70);
create table platform.waiting (
    event_id uuid primary key,
    lane smallint not null,
    stream text not null,
    type text not null,
    aggregate_id uuid not null,
    seq bigint not null,
    body text not null,
    traceparent text,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    parked_at timestamptz,
    error text
);
create index on platform.waiting (aggregate_id, seq);
create index on platform.waiting (parked_at) where parked_at is not null;
create table platform.subscriptions (stream text primary key, request_id uuid, requested_at timestamptz, loaded_at timestamptz);

-- Answers kept for a repeated request, sealed.
create table platform.idempotency (
    caller text not null,
    key text not null,
    body_hmac bytea not null,
    status int,
    location text,
    answer bytea,
    created_at timestamptz not null,
    primary key (caller, key)
);
create index on platform.idempotency (created_at);

-- One row a request: who looked at whom, and why. Chained afterwards by one writer.
create table platform.audit (
    position bigint generated always as identity primary key,
    at timestamptz not null,
    caller_kind text not null,
    caller_id uuid,
    purpose text not null,
    action text not null,
    subjects uuid[] not null,
    trace_id text,
    chain_no bigint unique,
    hash bytea
);
create index on platform.audit (position) where chain_no is null;
create index on platform.audit using gin (subjects);

create table platform.timers (
    id uuid primary key,
    kind text not null,
    key text not null,
    due_at timestamptz not null,
    payload text not null,
    failures int not null default 0,
    error text,
    parked_at timestamptz,
    unique (kind, key)
);
create index on platform.timers (due_at) where parked_at is null;

-- Development only: how far the clock has been moved.
create table platform.clock (id int primary key default 1 check (id = 1), offset_ms bigint not null);
insert into platform.clock (offset_ms) values (0);

-- What changed, for sync, feeds and live numbers. Readers go from snapshot to snapshot, so a row that commits late
-- comes late instead of never.
create table platform.instance (id uuid primary key default gen_random_uuid());
insert into platform.instance default values;
create table platform.changes (
    position bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    entity text not null,
    entity_id uuid not null,
    version bigint not null,
    kind char(1) not null check (kind in ('i', 'u', 'd')),
    fields text[] not null,
    scope_before text collate "C",
    scope_after text collate "C",
    at timestamptz not null default transaction_timestamp()
);
create index on platform.changes (xid, position);
