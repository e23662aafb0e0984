-- A browser that is signed in. Its cookie holds a random secret; hash is the SHA-256 of it. The gateway seals tokens with a key of
-- that secret, so that this table opens nothing. renewing_until: one replica of the gateway renews the tokens at a time.
create table sign_ins (
    id uuid primary key,
    hash bytea not null unique check (length(hash) = 32),
    person_id uuid not null,
    device text not null,
    tokens bytea not null check (length(tokens) <= 32768),
    version bigint not null default 1,
    signed_in_at timestamptz not null,
    renewed_at timestamptz not null,
    renewing_until timestamptz,
    ends_at timestamptz not null
);
create index on sign_ins (person_id);
create index on sign_ins (ends_at);
select platform.protect('sign_ins', person => 'person_id');
create policy of_people_seen on sign_ins for select using (exists (select from people p where p.id = sign_ins.person_id));
create policy of_people_ended on sign_ins for delete using (exists (select from people p where p.id = sign_ins.person_id));
