-- formerly 0d2b6bc3a1d5d5454d5f6919b29f1c713adca939f61ed87e159772597ebfaa25
-- What can be learned. Public, no personal data, no policy.
create table courses (
    code text primary key,
    name text not null,
    name_en text not null,
    position int not null
);
insert into courses (code, name, name_en, position) values
    ('domestic-service', '家政服务', 'Domestic service', 1),
    ('childcare', '育婴育儿', 'Childcare', 2),
    ('elderly-care', '养老护理', 'Care for the elderly', 3),
    ('maternity-care', '母婴护理', 'Maternity and newborn care', 4),
    ('beautician', '美容', 'Beauty care', 5),
    ('massage', '保健按摩', 'Massage', 6),
    ('electrician', '电工', 'Electrician', 7),
    ('cooking', '中式烹饪', 'Chinese cooking', 8),
    ('handicraft', '手工编织', 'Handicraft', 9),
    ('e-commerce', '电子商务', 'Online trade', 10);

-- Who waits for a class: one row a need, as the event told it. The name is sealed.
create table learners (
    id uuid primary key,
    person_id uuid not null,
    scope_key text collate "C" not null,
    name_sealed bytea not null,
    hours jsonb not null,
    skills text[] not null,
    state text not null check (state in ('waiting', 'enrolled', 'certified', 'closed')),
    opened_at timestamptz not null,
    version bigint not null default 1
);
create index on learners (person_id);
create index on learners (scope_key, id);
select platform.protect('learners', scope => 'scope_key', person => 'person_id');
select platform.track('learners', 'scope_key');

create table classes (
    id uuid primary key,
    course text not null references courses,
    division_id uuid not null,
    scope_key text collate "C" not null,
    name text not null,
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    capacity int not null check (capacity > 0),
    taken int not null default 0 check (taken >= 0 and taken <= capacity),
    lessons jsonb not null,
    pass_mark int not null check (pass_mark between 0 and 100),
    attendance_required numeric(4, 3) not null check (attendance_required between 0 and 1),
    planned_by uuid not null,
    planned_at timestamptz not null,
    version bigint not null default 1
);
create index on classes (scope_key, id);
select platform.protect('classes', scope => 'scope_key');
select platform.track('classes', 'scope_key');

-- A place in a class lies where the class lies: those who run the class see it, and the learner herself. It carries
-- what the class asked when she enrolled, for she may not read the class.
create table enrolments (
    id uuid primary key,
    class_id uuid not null references classes,
    person_id uuid not null,
    need_id uuid not null,
    scope_key text collate "C" not null,
    name_sealed bytea not null,
    course text not null references courses,
    class_name text not null,
    lessons int not null,
    pass_mark int not null,
    attendance_required numeric(4, 3) not null,
    hours_fit numeric(4, 3) not null,
    state text not null check (state in ('enrolled', 'failed', 'passed', 'certified')),
    score int check (score between 0 and 100),
    assessed_by uuid,
    assessed_at timestamptz,
    enrolled_by uuid not null,
    enrolled_at timestamptz not null,
    version bigint not null default 1,
    constraint enrolments_once unique (class_id, person_id)
);
create index on enrolments (person_id);
create index on enrolments (scope_key, id);
select platform.protect('enrolments', scope => 'scope_key', person => 'person_id');
select platform.track('enrolments', 'scope_key');

create table attendance (
    enrolment_id uuid not null references enrolments,
    lesson int not null,
    present boolean not null,
    person_id uuid not null,
    scope_key text collate "C" not null,
    taken_by uuid not null,
    taken_at timestamptz not null,
    primary key (enrolment_id, lesson)
);
select platform.protect('attendance', scope => 'scope_key', person => 'person_id');

create table certificates (
    id uuid primary key,
    enrolment_id uuid not null references enrolments,
    person_id uuid not null,
    need_id uuid not null,
    scope_key text collate "C" not null,
    course text not null references courses,
    number text not null unique,
    verification text not null unique,
    issued_on date not null,
    issued_by uuid not null,
    version bigint not null default 1,
    constraint certificates_once unique (enrolment_id)
);
create index on certificates (person_id);
select platform.protect('certificates', scope => 'scope_key', person => 'person_id');
select platform.track('certificates', 'scope_key');

-- Numbers run without gaps per county (or the city or province a class belongs to) and year; the row is locked until
-- the certificate commits.
create table certificate_numbers (area text not null, year int not null, last int not null, primary key (area, year));

-- Exactly what the public verification page shows, the name masked. Whoever holds the unguessable address may read
-- it, so it carries no policy.
create table verifications (
    verification text primary key,
    number text not null,
    course text not null,
    course_name text not null,
    course_name_en text not null,
    masked_name text not null,
    issued_on date not null,
    issuer text not null
);
