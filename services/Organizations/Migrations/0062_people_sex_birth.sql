-- GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated. Where a citizen id is given, it says both.
alter table people add column if not exists sex text not null default '0';
alter table people add column if not exists birth_date date;
