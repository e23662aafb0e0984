-- A certificate carries the key by which its owner's profile is visible; it moves with the areas too.
insert into platform.keyed (target, column_name) values ('public.certificates', 'visible_key');
