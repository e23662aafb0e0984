-- formerly 003a3f4e01d323666a3d7417ba9098cdbc0e0f16dcd3da5e7a6103d9cb0e44f8
-- How many may hold a post at once, how often one person may, and which posts exclude each other. A rule is never
-- changed: a new version takes its place from a day on.
create table post_rules (
    id uuid primary key,
    post text not null,
    version int not null,
    most_per_place int check (most_per_place > 0),
    most_per_person int check (most_per_person > 0),
    -- Posts she may hold nowhere at the same time, and posts she may not hold over the same division or in the same organization.
    excludes_anywhere text[] not null default '{}',
    excludes_here text[] not null default '{}',
    valid_from date not null,
    valid_to date check (valid_to >= valid_from),
    unique (post, version)
);
insert into post_rules (id, post, version, most_per_place, most_per_person, excludes_here, valid_from) values
    (gen_random_uuid(), 'chair', 1, 1, 1, '{vice-chair}', '1949-10-01'),
    (gen_random_uuid(), 'group-leader', 1, 1, 1, '{}', '1949-10-01'),
    (gen_random_uuid(), 'building-head', 1, 1, null, '{}', '1949-10-01'),
    (gen_random_uuid(), 'unit-head', 1, 1, null, '{}', '1949-10-01'),
    (gen_random_uuid(), 'president', 1, 1, null, '{vice-president,honorary-president}', '1949-10-01'),
    (gen_random_uuid(), 'vice-president', 1, null, null, '{honorary-president}', '1949-10-01');

-- place_id: the division a post is held over, or the organization it is held in. until: from when on it no longer holds.
-- basis: full-time or part-time. mode: how she came to it; source_id is the election or the rule's run, document_id the letter it rests on.
alter table appointments
    add basis text check (basis in ('full-time', 'part-time')),
    add mode text not null default 'appointed' check (mode in ('appointed', 'elected', 'invited', 'co-opted')),
    add source_id uuid,
    add document_id uuid,
    add place_id uuid generated always as (coalesce(division_id, organization_id)) stored,
    add until timestamptz generated always as (least(valid_to, ended_at)) stored;
create index on appointments (place_id, post);
create index on appointments (source_id) where source_id is not null;
