-- What earns how many points, from when on. A rule is never changed: a new version takes its place.
create table point_rules (
    kind text not null,
    version int not null,
    points int not null,
    reason_zh text not null,
    reason_en text not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (kind, version)
);
insert into point_rules values
    ('visit-recorded', 1, 2, '走访联系一户并写下民情日记', 'Visited or called a household and wrote the diary', '2000-01-01Z'),
    ('household-registered', 1, 1, '登记一户家庭', 'Registered a household', '2000-01-01Z'),
    ('need-opened', 1, 3, '发现并登记一项需求', 'Found and opened a need', '2000-01-01Z'),
    ('need-closed-employed', 1, 10, '登记的需求以就业办结', 'A need she opened ended in work', '2000-01-01Z'),
    ('certificate-issued', 1, 3, '为学员颁发证书', 'Issued a certificate to a learner', '2000-01-01Z'),
    ('placement-started', 1, 8, '推荐的求职者被录用', 'A jobseeker she referred was hired', '2000-01-01Z'),
    ('placement-retained', 1, 5, '推荐的求职者稳定在岗', 'A jobseeker she referred stayed in work', '2000-01-01Z');

-- One event gives one person points once. source_id is the record the event was about.
create table point_entries (
    id uuid primary key,
    version bigint not null default 1,
    person_id uuid not null,
    scope_key text collate "C",
    kind text not null,
    rule_version int not null,
    points int not null,
    event_id uuid not null unique,
    source_id uuid not null,
    occurred_at timestamptz not null,
    foreign key (kind, rule_version) references point_rules
);
create index on point_entries (person_id, id);
select platform.protect('point_entries', scope => 'scope_key', person => 'person_id');
select platform.track('point_entries', 'scope_key');
