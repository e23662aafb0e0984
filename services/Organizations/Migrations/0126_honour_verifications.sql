-- A certificate is verified by what nobody can guess. The database makes it, for the release before too: 122 random bits.
alter table honours add column verification text not null default replace(gen_random_uuid()::text, '-', '');
create unique index honours_verification on honours (verification);
