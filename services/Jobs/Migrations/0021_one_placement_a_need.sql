-- A need has one placement. Where one had several before this rule, all stay: those after the first are marked and stand outside it.
alter table placements add column again boolean not null default false;
select platform.as_system(true);
update placements p set again = true
where exists (select from placements f where f.need_id = p.need_id and (f.hired_at, f.id) < (p.hired_at, p.id));
select platform.as_system(false);
create unique index placements_one_a_need on placements (need_id) where not again;
