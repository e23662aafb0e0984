-- formerly 60168047f9852995159e52b16f85c6f824feec8b149be9a5b1ec517c7e95ba42
-- A meeting of the members or their delegates. number counts the regular ones from the first; an extraordinary one has none.
create table congresses (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    organization_id uuid not null references organizations (id),
    kind text not null check (kind in ('first', 'regular', 'extraordinary')),
    number int check ((number is null) = (kind = 'extraordinary')),
    title text not null,
    held_on date not null,
    unique (organization_id, number)
);
create table charters (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    organization_id uuid not null references organizations (id),
    congress_id uuid not null references congresses (id),
    title text not null,
    text text,
    uri text,
    adopted_on date not null
);
create index on charters (organization_id, adopted_on);

-- ends_on is the first day that is no longer of the term.
create table terms (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    organization_id uuid not null references organizations (id),
    congress_id uuid not null references congresses (id),
    number int not null,
    starts_on date not null,
    ends_on date not null check (ends_on > starts_on),
    unique (organization_id, number)
);
create index on terms (scope_key, ends_on);
-- That a term ends soon, said once for each of the days before its end; a term that was lengthened is warned of again.
create table term_warnings (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    organization_id uuid not null references organizations (id),
    term_id uuid not null references terms (id),
    days_before int not null,
    ends_on date not null,
    raised_at timestamptz not null,
    unique (term_id, ends_on, days_before)
);
create index on term_warnings (scope_key);

-- seats_left: what a decided election left open; a tie at the last seat (runoff) is decided by another election, never by chance.
create table elections (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    organization_id uuid not null references organizations (id),
    term_id uuid not null references terms (id),
    post text not null,
    seats int not null check (seats > 0),
    majority boolean not null,
    held_on date not null,
    runoff_of uuid unique references elections (id),
    state text not null default 'open' check (state in ('open', 'decided', 'runoff')),
    ballots_issued int,
    ballots_valid int,
    ballots_invalid int,
    seats_left int,
    recorded_at timestamptz,
    check ((state = 'open') = (recorded_at is null))
);
create index on elections (scope_key);
create index on elections (organization_id, term_id);
create table candidates (
    id uuid primary key,
    version bigint not null default 1,
    scope_key text collate "C" not null,
    election_id uuid not null references elections (id),
    person_id uuid not null references people (id),
    votes int check (votes >= 0),
    outcome text check (outcome in ('elected', 'not-elected', 'tied')),
    appointment_id uuid references appointments (id),
    unique (election_id, person_id)
);
create index on candidates (scope_key);
create index on candidates (person_id);

select platform.protect(t, scope => 'scope_key', organization => 'organization_id')
from unnest(array['congresses', 'charters', 'terms', 'term_warnings', 'elections']::regclass[]) t;
select platform.protect('candidates', scope => 'scope_key', person => 'person_id');
select platform.track(t, 'scope_key')
from unnest(array['congresses', 'charters', 'terms', 'term_warnings', 'elections', 'candidates']::regclass[]) t;
