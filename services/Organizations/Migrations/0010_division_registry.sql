-- formerly 05cbba70d56a7a7cf9314af862847d4d157012ca04f00e68e39a2faee6775145
-- What a division is. A key is three base-32 digits a step and tells the place by itself; the level follows from the
-- kind and the parent, and need not be the key's length.
alter table divisions drop column ordinal;
alter table divisions add column kind text;
update divisions set kind = (array['province', 'city', 'county', 'township', 'village'])[level];
alter table divisions alter column kind set not null,
    add constraint divisions_kind check (
        kind in (
            'province', 'city', 'county', 'zone', 'township', 'village',
            'grid', 'micro-grid', 'compound', 'building', 'unit'));
create index divisions_children on divisions (parent_id, key);

-- A division as it was from valid_from until valid_to; one that was overtaken on its first day keeps an empty span,
-- so that its code and its key stay known. Below which division it lay, under which key: whoever looks for a free key
-- looks here too, for a key is never given to another division.
alter table division_history drop constraint division_history_pkey,
    add column id uuid primary key default gen_random_uuid(),
    add column parent_id uuid,
    add column key text collate "C",
    add column kind text,
    add column level int,
    add check (valid_from <= valid_to);
update division_history h
set parent_id = d.parent_id, key = d.key, kind = d.kind, level = d.level
from divisions d
where d.id = h.division_id;
alter table division_history alter column key set not null, alter column kind set not null, alter column level set not null;
create index division_history_of on division_history (division_id, valid_from);
create index division_history_children on division_history (parent_id, key);
create index division_history_key on division_history (key);

-- Every division at every time: those in force at a date are the rows with since <= date and (until is null or until
-- > date). Both halves are index reads, by id and by parent. version is that of the division today; valid_from and
-- valid_to are its own, not those of this state.
create view division_states as
    select id, parent_id, key, code, name, kind, level, valid_from, valid_to, version, since, valid_to as until from divisions
    union all
    select h.division_id, h.parent_id, h.key, h.code, h.name, h.kind, h.level, d.valid_from, d.valid_to, d.version, h.valid_from, h.valid_to
    from division_history h join divisions d on d.id = h.division_id;

-- What became of a division that ended or became another one; successor_id is null where nothing took its place.
create table division_successors (
    id uuid primary key default gen_random_uuid(),
    division_id uuid not null references divisions (id),
    successor_id uuid references divisions (id),
    relation text not null check (relation in ('merged', 'split', 'renamed', 'recoded', 'moved', 'abolished')),
    since date not null,
    unique nulls not distinct (division_id, successor_id, relation, since)
);
create index on division_successors (successor_id);

-- Codes of ended divisions, found as those of living ones are.
create index divisions_ended_code on divisions (code) where valid_to is not null;
