-- formerly f0b603393d9fc59d89c4e4c163339a6263a052d8f0420809add8606e734c1d81
-- Rows lie at today's keys. What a division was on a past day is therefore made up of spans of today's keys: without
-- what came to it since, and with what left it since.
create index division_history_until on division_history (valid_to);
create index divisions_until on divisions (valid_to) where valid_to is not null;

-- now_key is where the division lies today, whatever the state.
create or replace view division_states as
    select
        id, parent_id, key, code, name, kind, level, valid_from, valid_to, version, since, valid_to as until,
        key as now_key
    from divisions
    union all
    select
        h.division_id, h.parent_id, h.key, h.code, h.name, h.kind, h.level, d.valid_from, d.valid_to, d.version,
        h.valid_from, h.valid_to, d.key
    from division_history h
    join divisions d on d.id = h.division_id;
