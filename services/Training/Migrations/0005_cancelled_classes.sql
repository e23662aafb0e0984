-- A class that does not take place is cancelled: whoever is in it leaves it.
alter table classes
    add column cancelled_on date,
    add column cancelled_reason text,
    add constraint classes_cancelled check ((cancelled_on is null) = (cancelled_reason is null));
