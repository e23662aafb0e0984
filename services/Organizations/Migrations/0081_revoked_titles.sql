-- A selection asks whose title of the level below was revoked: few among hundreds of thousands.
create index honours_revoked on honours (campaign_id, level, household_id) where revoked_at is not null and household_id is not null;
