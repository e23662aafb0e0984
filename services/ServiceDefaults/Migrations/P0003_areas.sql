-- Where records lie: projected from whoever owns the tree. No personal data, no policy.
create table platform.areas (
    id uuid primary key,
    parent_id uuid,
    key text collate "C" not null,
    code text not null,
    name text not null,
    level int not null,
    valid_from date not null,
    valid_to date
);
create index on platform.areas (key);
create index on platform.areas (code);
