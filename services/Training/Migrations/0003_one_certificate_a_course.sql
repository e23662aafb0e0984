-- formerly a52cf312ffbe009758d081fd2e44b80fee55ace2cb4623799ceeff2ab5d49e88
-- One need has one valid certificate of a course. Where it had several before this rule, all stay: those after the
-- first are marked and stand outside it.
alter table certificates add column again boolean not null default false;
select platform.as_system(true);
update certificates c set again = true
where exists (select from certificates f where f.need_id = c.need_id and f.course = c.course and f.revoked_on is null and f.id < c.id);
select platform.as_system(false);
create unique index certificates_one_a_course on certificates (need_id, course) where revoked_on is null and not again;
