-- formerly 9ec6a5ff627644e3aeaebc9a7247522924b4deeac4ff6435f16e48ab8aa84fd2
-- The tree as it is today: no personal data, no policy. A division keeps its id and its ordinal, and so its key,
-- whatever it is called and whatever its code is. since: from when on it has its present name and code. parent_id has
-- no foreign key: rows come in whole trees that are checked as a set, and nothing is ever deleted.
create table divisions (
    id uuid primary key,
    parent_id uuid,
    ordinal int not null check (ordinal between 0 and 32767),
    key text collate "C" not null,
    code text collate "C" not null,
    name text not null,
    level int not null,
    valid_from date not null,
    valid_to date,
    since date not null,
    version bigint not null default 1
);
create unique index divisions_key on divisions (key);
create unique index divisions_place on divisions (parent_id, ordinal);
create unique index divisions_code on divisions (code) where valid_to is null;

-- What a division was called, and by which code, before; an old code still finds it.
create table division_history (
    division_id uuid not null references divisions (id),
    code text collate "C" not null,
    name text not null,
    valid_from date not null,
    valid_to date not null,
    primary key (division_id, code, valid_to)
);
create index on division_history (code);

-- One row: locked while a change is applied, so that changes take turns; version counts them.
create table division_tree (id uuid primary key, version bigint not null);
insert into division_tree values ('0197c2f0-5d00-7000-8000-000000000001', 0);
