-- GB/T 3304, two digits: a column that offices send with their registers.
alter table people add column ethnicity text;
