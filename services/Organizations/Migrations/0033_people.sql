-- sex by GB/T 2261.1 (0 unknown, 1 male, 2 female, 9 not stated), education by GB/T 4658.
alter table people
    add column if not exists sex text not null default '0',
    add constraint people_sex check (sex in ('0', '1', '2', '9')),
    add column if not exists birth_date date,
    add education text,
    add occupation text;

-- Her photo for the chart: a small picture, sealed. id is the person's.
create table person_photos (
    id uuid primary key references people (id),
    version bigint not null default 1,
    scope_key text collate "C" not null,
    media_type text not null check (media_type in ('image/jpeg', 'image/png')),
    content bytea not null,
    taken_in_at timestamptz not null
);
alter table person_photos alter column content set storage external;
select platform.protect('person_photos', scope => 'scope_key', person => 'id');
create policy pictured on person_photos for select using (exists (select from people p where p.id = person_photos.id));
