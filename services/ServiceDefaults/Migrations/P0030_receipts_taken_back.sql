-- formerly b1bf12d455654187d8ebb14f023804f2ad852dd471f50b029591a2255294e0d1
-- Of an event that was forgotten (its number is negative): whether its effects stay here. It may come back, for its
-- publisher was restored once more and holds it again.
alter table platform.inbox add column effects_stay boolean;
