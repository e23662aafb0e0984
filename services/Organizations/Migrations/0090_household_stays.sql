-- formerly db8b61d198b27aae3602ede872068e9cdfb0a4e4216bade5cc25b98faab280c9
-- Where households lay before they moved: a chart of a past day counts them there. From now on registered_at is the
-- time since when a household has lain where it lies.
create table household_stays (
    id uuid primary key default gen_random_uuid(),
    household_id uuid not null references households (id),
    scope_key text collate "C" not null,
    residents int not null,
    women int not null,
    children int not null,
    since timestamptz not null,
    until timestamptz not null
);
create index household_stays_area on household_stays (scope_key, until);
select platform.protect('household_stays', scope => 'scope_key');
