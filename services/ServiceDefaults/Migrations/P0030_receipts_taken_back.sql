-- Of an event that was forgotten (its number is negative): whether its effects stay here. It may come back, for its publisher was restored once more and holds it again.
alter table platform.inbox add column effects_stay boolean;
