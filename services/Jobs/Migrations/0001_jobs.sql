-- formerly 9ef5d8681c63b309098d7c6cc118dabfa9c6ab05820098eef56d966485ab94b1
-- Names of the course codes that postings ask for and certificates prove. Public, no policy; a code first met in a certificate joins them.
create table skills (code text primary key, name text not null, name_en text not null);
insert into skills (code, name, name_en) values
    ('domestic-service', '家政服务', 'domestic service'),
    ('childcare', '育婴育儿', 'childcare'),
    ('elderly-care', '养老护理', 'care for the elderly'),
    ('maternity-care', '母婴护理', 'maternity and newborn care'),
    ('beautician', '美容', 'beauty care'),
    ('massage', '保健按摩', 'massage'),
    ('electrician', '电工', 'electrical work'),
    ('cooking', '中式烹饪', 'Chinese cooking'),
    ('handicraft', '手工编织', 'handicraft'),
    ('e-commerce', '电子商务', 'online trade');

create table employers (
    id uuid primary key,
    credit_code text not null constraint employers_credit_code unique,
    name text not null,
    division_id uuid not null,
    scope_key text collate "C" not null,
    contact_sealed bytea,
    registered_by uuid not null,
    registered_at timestamptz not null,
    version bigint not null default 1
);
create index on employers (scope_key, id);
select platform.protect('employers', scope => 'scope_key', organization => 'id');
select platform.track('employers', 'scope_key');

-- Postings are made to be read by everybody: no personal data, no policy.
create table postings (
    id uuid primary key,
    employer_id uuid not null,
    employer_name text not null,
    title text not null,
    division_id uuid not null,
    division_name text not null,
    scope_key text collate "C" not null,
    skills text[] not null,
    hours jsonb not null,
    wage_from int not null check (wage_from >= 0),
    wage_to int not null check (wage_to >= wage_from),
    openings int not null check (openings > 0),
    filled int not null default 0 check (filled >= 0 and filled <= openings),
    description text not null,
    flexible boolean not null,
    state text not null default 'open' check (state in ('open', 'filled', 'closed')),
    search_text text not null,
    published_by uuid not null,
    published_at timestamptz not null,
    version bigint not null default 1
);
create index on postings (scope_key, id) where state = 'open';
create index on postings (id) where state = 'open';
create index on postings (employer_id, id);
create index on postings using gin (skills) where state = 'open';
select platform.track('postings', 'scope_key');
create table posting_grams (gram text not null, posting_id uuid not null references postings, primary key (gram, posting_id));

-- Who looks for work, as the event told it. visible_key is empty until she consents, so the policy itself hides her
-- from everybody else before that.
create table profiles (
    id uuid primary key,
    need_id uuid not null,
    need_opened_at timestamptz not null,
    name_sealed bytea not null,
    hours jsonb not null,
    skills text[] not null,
    scope_key text collate "C" not null,
    seeking boolean not null,
    wage_wanted int check (wage_wanted >= 0),
    consented_at timestamptz,
    visible_key text collate "C" generated always as (case when consented_at is not null then scope_key end) stored,
    version bigint not null default 1
);
create index on profiles (visible_key, id);
select platform.protect('profiles', scope => 'visible_key', person => 'id');
select platform.track('profiles', 'visible_key');

-- By person, for a certificate may arrive before the need that makes the profile.
create table certificates (
    id uuid primary key,
    person_id uuid not null,
    course text not null,
    course_name text not null,
    number text not null,
    verification text not null,
    issued_on date not null,
    visible_key text collate "C"
);
create index on certificates (person_id);
select platform.protect('certificates', scope => 'visible_key', person => 'person_id');

-- A referral carries what she agreed to show this employer; both are emptied when it comes to nothing.
create table referrals (
    id uuid primary key,
    person_id uuid not null,
    posting_id uuid not null references postings,
    employer_id uuid not null,
    need_id uuid not null,
    scope_key text collate "C" not null,
    name_sealed bytea,
    certificates jsonb,
    note text,
    state text not null default 'sent' check (state in ('sent', 'withdrawn', 'refused', 'hired')),
    reason_code text,
    referred_by uuid not null,
    referred_at timestamptz not null,
    decided_at timestamptz,
    version bigint not null default 1,
    check (state in ('sent', 'hired') or (name_sealed is null and certificates is null))
);
create unique index referrals_once on referrals (person_id, posting_id) where state in ('sent', 'hired');
create index on referrals (employer_id, id);
create index on referrals (scope_key, id);
create index on referrals (need_id) where state = 'sent';
create index on referrals (posting_id) where state = 'sent';
select platform.protect('referrals', scope => 'scope_key', person => 'person_id', organization => 'employer_id');
select platform.track('referrals', 'scope_key');

create table placements (
    id uuid primary key,
    referral_id uuid not null unique references referrals,
    person_id uuid not null,
    posting_id uuid not null references postings,
    employer_id uuid not null,
    need_id uuid not null,
    scope_key text collate "C" not null,
    started_on date not null,
    state text not null default 'employed' check (state in ('employed', 'ended')),
    referred_by uuid not null,
    hired_by uuid not null,
    hired_at timestamptz not null,
    version bigint not null default 1
);
create index on placements (person_id);
create index on placements (employer_id, id);
create index on placements (scope_key, id);
select platform.protect('placements', scope => 'scope_key', person => 'person_id', organization => 'employer_id');
select platform.track('placements', 'scope_key');

create table placement_checks (
    placement_id uuid not null references placements,
    months int not null check (months in (3, 6, 12)),
    person_id uuid not null,
    employer_id uuid not null,
    scope_key text collate "C" not null,
    due_on date not null,
    state text not null default 'planned' check (state in ('planned', 'due', 'retained', 'left', 'dropped')),
    checked_by uuid,
    checked_at timestamptz,
    primary key (placement_id, months)
);
create index on placement_checks (scope_key, due_on) where state = 'due';
select platform.protect('placement_checks', scope => 'scope_key', person => 'person_id', organization => 'employer_id');
