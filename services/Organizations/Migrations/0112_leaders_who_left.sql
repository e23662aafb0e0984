-- formerly 17220114071cff95e3a8568ba98ade44dffcb9f33577dc61588d19bb8e3ea8ac
-- Why a post was ended before its time, where that is told: given up by its holder, taken away, or ended because the
-- holder lives elsewhere now.
alter table appointments add end_reason text check (end_reason in ('gave-up', 'removed', 'moved'));
-- Between which ages a leader is proposed, in years completed.
alter table leader_rules
    add least_age int not null default 18 check (least_age between 14 and 100),
    add greatest_age int not null default 70 check (greatest_age between 14 and 120),
    add check (least_age <= greatest_age);
alter table leader_previews add least_age int not null default 18, add greatest_age int not null default 70;
