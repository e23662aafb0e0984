-- The tree version at which a division became what it is.
alter table divisions add column changed bigint not null default 0;
