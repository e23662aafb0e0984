-- formerly 7451a799365446273341765bdd1b656816c74b673f47a6730ac392af01958fe8
-- A service that was recorded by mistake is reversed: it stays, says so, and no longer counts; the right one can then be recorded.
alter table service_records
    add column reversed_at timestamptz,
    add column reversed_by uuid,
    add column reversal text,
    add check (num_nonnulls(reversed_at, reversed_by, reversal) in (0, 3));
create unique index service_records_valid on service_records (member_id, household_id, served_id, served_on) nulls not distinct
    where reversed_at is null;
drop index service_records_once;
create index on service_records (household_id, served_id) where reversed_at is null;
