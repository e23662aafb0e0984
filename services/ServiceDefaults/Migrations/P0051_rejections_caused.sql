-- A row that is rejected only because another one is: cause is the line of that one, which counts what follows from it.
alter table platform.import_rejections add column cause int, add column consequences int not null default 0;
